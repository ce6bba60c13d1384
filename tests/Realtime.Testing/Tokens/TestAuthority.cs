using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Realtime.Testing.Tokens;

/// <summary>An issuer of access tokens on a real socket: discovery document, keys, rotation, and an outage on demand.</summary>
public sealed class TestAuthority : IAsyncDisposable
{
    private readonly List<(string KeyId, ECDsa Key)> _keys = [];
    private WebApplication? _app;
    private int _fetches;

    private TestAuthority() => Rotate();

    /// <summary>Where the discovery document is; for <c>Authentication:Authority</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The issuer that tokens name; it need not be reachable.</summary>
    public string Issuer { get; set; } = "http://issuer.test";

    /// <summary>How often the keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Answers 503 while true.</summary>
    public bool IsDown { get; set; }

    /// <summary>Starts an authority with one key.</summary>
    public static async Task<TestAuthority> StartAsync()
    {
        var authority = new TestAuthority();
        await authority.ListenAsync("http://127.0.0.1:0");
        return authority;
    }

    /// <summary>Adds a key that signs from now on; the old ones stay unless <paramref name="dropOld"/>.</summary>
    public void Rotate(bool dropOld = false)
    {
        lock (_keys)
        {
            if (dropOld)
            {
                _keys.Clear();
            }

            _keys.Add((Guid.NewGuid().ToString("N"), ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        }
    }

    /// <summary>A token for <paramref name="subject"/>; <paramref name="change"/> may alter the claims.</summary>
    public string Issue(string subject, string scope = "realtime.connect", TimeSpan? lifetime = null, Action<JsonObject>? change = null)
    {
        (string KeyId, ECDsa Key) signing;
        lock (_keys)
        {
            signing = _keys[^1];
        }

        return Sign(new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = signing.KeyId }, Claims(subject, scope, lifetime, change), signing.Key);
    }

    /// <summary>The claims that <see cref="Issue"/> signs.</summary>
    public JsonObject Claims(string subject, string scope = "realtime.connect", TimeSpan? lifetime = null, Action<JsonObject>? change = null)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = "realtime",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (lifetime ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["client_id"] = "dev",
            ["scope"] = scope,
        };
        change?.Invoke(claims);
        return claims;
    }

    /// <summary>A compact JWS over any header and claims, by any key.</summary>
    public static string Sign(JsonObject header, JsonObject claims, ECDsa key)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The base64url form of a JSON object.</summary>
    public static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task ListenAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Answer(new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = $"{Issuer}/.well-known/jwks.json" }));
        _app.MapGet("/.well-known/jwks.json", () =>
        {
            Interlocked.Increment(ref _fetches);
            return Answer(new JsonObject { ["keys"] = Keys() });
        });
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private IResult Answer(JsonObject json) => IsDown ? Results.StatusCode(503) : Results.Text(json.ToJsonString(), "application/json");

    private JsonArray Keys()
    {
        lock (_keys)
        {
            return [.. _keys.Select(entry => Jwk(entry.KeyId, entry.Key))];
        }
    }

    private static JsonObject Jwk(string keyId, ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["use"] = "sig",
            ["alg"] = "ES256",
            ["kid"] = keyId,
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }
}
