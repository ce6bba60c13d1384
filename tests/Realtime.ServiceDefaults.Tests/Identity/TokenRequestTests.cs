using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Realtime.ServiceDefaults.Identity;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Identity;

public sealed class TokenRequestTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private Dictionary<string, string> _form = [];
    private int _issued;
    private bool _refuses;
    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddHttpClient("presence").AddClientCredentialsToken(client =>
            {
                client.TokenEndpoint = "http://auth/connect/token";
                client.ClientId = "svc";
                client.ClientSecret = "secret";
                client.Scope = "realtime.read";
            });
        },
        app =>
        {
            app.MapPost("/connect/token", (HttpRequest request) =>
            {
                _form = request.Form.ToDictionary(field => field.Key, field => field.Value.ToString());
                return _form["client_secret"] == "secret"
                    ? Results.Json(new { access_token = $"t{Interlocked.Increment(ref _issued)}", expires_in = 3600, token_type = "Bearer", scope = "realtime.read" })
                    : Results.Json(new { error = "invalid_client", error_description = "no" }, statusCode: 401);
            });
            app.MapGet("/whoami", (HttpRequest request) => _refuses ? Results.Unauthorized() : Results.Text(request.Headers.Authorization.ToString()));
        },
        new() { ["Services:auth:http:0"] = "http://127.0.0.1:0" });

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Client_credentials_yield_a_token()
    {
        var response = await _service.Client.RequestClientCredentialsTokenAsync(new ClientCredentialsTokenRequest { Address = "/connect/token", ClientId = "dev", ClientSecret = "secret", Scope = "a b" });

        response.IsError.ShouldBeFalse();
        response.AccessToken.ShouldBe("t1");
        response.ExpiresIn.ShouldBe(3600);
        _form.ShouldBe(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "dev", ["client_secret"] = "secret", ["scope"] = "a b" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Token_exchange_sends_the_subject()
    {
        var request = new TokenExchangeTokenRequest { Address = "/connect/token", ClientId = "dev", ClientSecret = "secret", SubjectToken = "st", Parameters = { new("requested_subject", "u1") } };

        (await _service.Client.RequestTokenExchangeTokenAsync(request)).IsError.ShouldBeFalse();

        _form["grant_type"].ShouldBe("urn:ietf:params:oauth:grant-type:token-exchange");
        _form["subject_token"].ShouldBe("st");
        _form["subject_token_type"].ShouldBe("urn:ietf:params:oauth:token-type:access_token");
        _form["requested_subject"].ShouldBe("u1");
    }

    [Fact]
    public async Task A_refusal_is_a_value()
    {
        var response = await _service.Client.RequestClientCredentialsTokenAsync(new ClientCredentialsTokenRequest { Address = "/connect/token", ClientId = "dev", ClientSecret = "wrong" });

        response.IsError.ShouldBeTrue();
        response.Error.ShouldBe("invalid_client");
        response.ErrorDescription.ShouldBe("no");
        response.HttpStatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_service_reuses_its_token_until_it_nears_its_end_or_is_refused()
    {
        var client = CreateServiceClient();
        (await client.GetStringAsync("/whoami")).ShouldBe("Bearer t1");
        (await client.GetStringAsync("/whoami")).ShouldBe("Bearer t1");

        _time.Advance(TimeSpan.FromMinutes(59.5));
        (await client.GetStringAsync("/whoami")).ShouldBe("Bearer t2");

        _refuses = true;
        (await client.GetAsync("/whoami")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _refuses = false;
        (await client.GetStringAsync("/whoami")).ShouldBe("Bearer t3");
    }

    private HttpClient CreateServiceClient()
    {
        _service.App.Configuration["Services:auth:http:0"] = _service.Client.BaseAddress!.AbsoluteUri;
        var client = _service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("presence");
        client.BaseAddress = _service.Client.BaseAddress;
        return client;
    }
}
