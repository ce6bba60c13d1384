using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>Stands in for Auth: discovery document, keys, revocations, opaque tokens; signs real ES256 tokens.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;

    private TestAuthority(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public ConcurrentQueue<JsonObject> Revocations { get; } = [];

    public int OpaqueQuestions;

    public Func<JsonObject, JsonObject> AnswerOpaque { get; set; } = _ => new JsonObject { ["valid"] = false, ["code"] = "InvalidToken", ["message"] = "Company token is invalid or malformed." };

    public static async Task<TestAuthority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var authority = new TestAuthority(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer":"{{authority.Url}}","jwks_uri":"{{authority.Url}}/.well-known/jwks.json"}""", "application/json"));
        app.MapGet("/.well-known/jwks.json", () => Results.Text(authority.KeySet(), "application/json"));
        app.MapGet("/internal/revocations", () => Results.Text(authority.RevocationPage(), "application/json"));
        app.MapPost("/internal/opaque/validate", async (HttpContext context) =>
        {
            Interlocked.Increment(ref authority.OpaqueQuestions);
            var question = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            return Results.Text(authority.AnswerOpaque(question).ToJsonString(), "application/json");
        });
        await app.StartAsync();
        return authority;
    }

    public string Token(
        string user,
        TimeSpan? lifetime = null,
        string scope = "realtime.connect",
        object? cap = null,
        string[]? roles = null,
        string? id = null,
        string? session = null,
        string? client = null,
        string audience = "realtime",
        ECDsa? key = null)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = Url,
            ["sub"] = user,
            ["aud"] = audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (lifetime ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
            ["jti"] = id ?? Guid.NewGuid().ToString("N"),
            ["scope"] = scope,
        };
        if (cap is not null)
        {
            claims["cap"] = JsonSerializer.SerializeToNode(cap);
        }

        if (roles is not null)
        {
            claims["roles"] = JsonSerializer.SerializeToNode(roles);
        }

        if (session is not null)
        {
            claims["sid"] = session;
        }

        if (client is not null)
        {
            claims["client_id"] = client;
        }

        var head = Encode("""{"alg":"ES256","typ":"JWT","kid":"k1"}""") + "." + Encode(claims.ToJsonString());
        var signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return head + "." + Base64Url.EncodeToString(signature);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private string KeySet()
    {
        var point = _key.ExportParameters(false).Q;
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k1","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
    }

    private string RevocationPage() => new JsonObject
    {
        ["now"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        ["revocations"] = new JsonArray([.. Revocations.Select(item => item.DeepClone())]),
    }.ToJsonString();
}
