using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Opaque;

/// <summary>Makes and checks the opaque tokens of users and admins, each with keys and API secrets of its own.</summary>
internal sealed class OpaqueTokenService : IDisposable
{
    private static readonly OpaqueJsonContext Json = new(new JsonSerializerOptions(OpaqueJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly OpaqueTokenCipher _users;
    private readonly OpaqueTokenCipher _admins;
    private readonly TimeProvider _time;

    public OpaqueTokenService(IOptionsMonitor<OpaqueTokenOptions> options, TimeProvider time)
    {
        var (users, admins) = (options.Get(OpaqueTokenKind.User), options.Get(OpaqueTokenKind.Admin));
        _users = new OpaqueTokenCipher(users.Keys);
        _admins = new OpaqueTokenCipher(admins.Keys);
        _time = time;
        UserApiKeys = new ApiKeys(users.ApiKeys);
        AdminApiKeys = new ApiKeys(admins.ApiKeys);
    }

    public ApiKeys UserApiKeys { get; }

    public ApiKeys AdminApiKeys { get; }

    public string Create(UserTokenClaims claims) => _users.Encrypt(JsonSerializer.SerializeToUtf8Bytes(claims, Json.UserTokenClaims));

    public string Create(AdminTokenClaims claims) => _admins.Encrypt(JsonSerializer.SerializeToUtf8Bytes(claims, Json.AdminTokenClaims));

    public OpaqueValidation<UserTokenClaims> ValidateUser(string? apiKey, string? token) =>
        !UserApiKeys.Accepts(apiKey)
            ? OpaqueValidation<UserTokenClaims>.Refused(OpaqueMessages.InvalidApiKey, OpaqueMessages.ApiKeyText)
            : Judge(
                token,
                _users,
                OpaqueClaimsReader.ReadUser,
                static claims => claims.ExpiresAt,
                (OpaqueMessages.UserTokenRequired, OpaqueMessages.UserTokenMalformed, OpaqueMessages.UserTokenExpired));

    public OpaqueValidation<AdminTokenClaims> ValidateAdmin(string? apiKey, string? token) =>
        !AdminApiKeys.Accepts(apiKey)
            ? OpaqueValidation<AdminTokenClaims>.Refused(OpaqueMessages.InvalidApiKey, OpaqueMessages.ApiKeyText)
            : Judge(
                token,
                _admins,
                OpaqueClaimsReader.ReadAdmin,
                static claims => claims.ExpiresAt,
                (OpaqueMessages.AdminTokenRequired, OpaqueMessages.AdminTokenMalformed, OpaqueMessages.AdminTokenExpired));

    public void Dispose()
    {
        _users.Dispose();
        _admins.Dispose();
    }

    private OpaqueValidation<T> Judge<T>(
        string? token,
        OpaqueTokenCipher cipher,
        Func<ReadOnlyMemory<byte>, T?> read,
        Func<T, string> expiry,
        (string Required, string Malformed, string Expired) messages)
        where T : class
    {
        if (string.IsNullOrEmpty(token))
        {
            return OpaqueValidation<T>.Refused(OpaqueMessages.InvalidToken, messages.Required);
        }

        if (cipher.TryDecrypt(token) is not { } plaintext || read(plaintext) is not { } claims || Rfc3339.TryParse(expiry(claims)) is not { } expiresAt)
        {
            return OpaqueValidation<T>.Refused(OpaqueMessages.InvalidToken, messages.Malformed);
        }

        return _time.GetUtcNow() > expiresAt
            ? OpaqueValidation<T>.Refused(OpaqueMessages.InvalidToken, messages.Expired)
            : OpaqueValidation<T>.Success(claims);
    }
}
