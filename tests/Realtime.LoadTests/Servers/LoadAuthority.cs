using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.LoadTests.Servers;

/// <summary>Signs real ES256 tokens and serves the key, so that the gateway checks every socket as it does in production.</summary>
internal sealed class LoadAuthority : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;

    private LoadAuthority(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<LoadAuthority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var authority = new LoadAuthority(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer":"{{authority.Url}}","jwks_uri":"{{authority.Url}}/.well-known/jwks.json"}""", "application/json"));
        app.MapGet("/.well-known/jwks.json", () => Results.Text(authority.KeySet(), "application/json"));
        app.MapGet("/internal/revocations", () => Results.Text("""{"now":0,"revocations":[]}""", "application/json"));
        await app.StartAsync();
        return authority;
    }

    /// <summary>A token of its own for each socket, each socket a user of its own.</summary>
    public string Token(int index)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = string.Create(CultureInfo.InvariantCulture,
            $$"""{"iss":"{{Url}}","sub":"user-{{index}}","aud":"realtime","iat":{{now}},"exp":{{now + 3600}},"jti":"{{Guid.NewGuid():N}}","scope":"realtime.connect"}""");
        var signed = Encode("""{"alg":"ES256","typ":"JWT","kid":"load"}""") + "." + Encode(claims);
        return signed + "." + Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
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
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"load","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
    }
}
