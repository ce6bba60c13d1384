using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Keys;
using Realtime.Auth.Opaque;
using Realtime.Auth.Revocation;
using Realtime.Auth.Tokens;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Benchmarks;

/// <summary>The work of one token without HTTP and database, on one thread.</summary>
[MemoryDiagnoser]
public class TokenBenchmarks : IDisposable
{
    private const int Tokens = 20_000;
    private const string AesKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static readonly byte[] Plaintext = [.. """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"2099-01-01T00:00:00Z"}"""u8];

    private readonly TokenDescription _description = new()
    {
        Subject = "user-1",
        ClientId = "dev",
        ClientChangedAt = DateTimeOffset.UnixEpoch,
        SessionId = "0123456789abcdef0123456789abcdef",
        Scopes = ["realtime.connect"],
        Capabilities = """{"project:*":["subscribe","publish"]}""",
        Lifetime = TimeSpan.FromHours(1),
    };

    private TokenIssuer _issuer = null!;
    private IAccessTokenValidator _validator = null!;
    private IAccessTokenValidator _uncached = null!;
    private OpaqueTokenCipher _cipher = null!;
    private string[] _tokens = null!;
    private string _opaque = null!;
    private int _next;

    [GlobalSetup]
    public async Task SetUp()
    {
        var options = Options.Create(new AuthOptions { Issuer = new Uri("http://localhost:8080") });
        var ring = new KeyRing(TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ring.Replace(new KeyRingSnapshot([SigningKey.FromPkcs8(key.ExportPkcs8PrivateKey(), DateTimeOffset.UnixEpoch)]));
        _issuer = new TokenIssuer(ring, new RevocationCache(TimeProvider.System), options, TimeProvider.System);
        _validator = CreateValidator(ring, options, "50000");
        _uncached = CreateValidator(ring, options, "0");
        _tokens = [.. Enumerable.Range(0, Tokens).Select(_ => _issuer.Issue(_description).Token)];
        _cipher = new OpaqueTokenCipher([AesKey]);
        _opaque = _cipher.Encrypt(Plaintext);
        if (!(await _validator.ValidateAsync(_tokens[0], CancellationToken.None)).Succeeded)
        {
            throw new InvalidOperationException("The token is not accepted.");
        }
    }

    [Benchmark]
    public string IssueJwt() => _issuer.Issue(_description).Token;

    [Benchmark]
    public async Task<bool> ValidateJwtFirstTime() => (await _uncached.ValidateAsync(_tokens[_next++ % Tokens], CancellationToken.None)).Succeeded;

    [Benchmark]
    public async Task<bool> ValidateJwtAgain() => (await _validator.ValidateAsync(_tokens[0], CancellationToken.None)).Succeeded;

    [Benchmark]
    public string IssueOpaque() => _cipher.Encrypt(Plaintext);

    [Benchmark]
    public bool ValidateOpaque() => OpaqueClaimsReader.ReadUser(_cipher.TryDecrypt(_opaque)!) is not null;

    [GlobalCleanup]
    public void Dispose()
    {
        _cipher.Dispose();
        GC.SuppressFinalize(this);
    }

    private static IAccessTokenValidator CreateValidator(KeyRing ring, IOptions<AuthOptions> options, string cacheSize)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Authentication:TokenCacheSize"] = cacheSize;
        builder.Logging.ClearProviders();
        builder.Services.AddAccessTokenValidation();
        builder.Services.AddHttpClient(RealtimeAuthenticationExtensions.KeysClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new LocalKeysHandler(ring, new DiscoveryDocumentSource(options)));
        return builder.Build().Services.GetRequiredService<IAccessTokenValidator>();
    }
}
