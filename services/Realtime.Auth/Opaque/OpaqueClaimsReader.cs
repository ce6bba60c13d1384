using System.Text.Json;
using Realtime.Auth.Http;

namespace Realtime.Auth.Opaque;

/// <summary>Reads decrypted plaintext. A missing member makes the token invalid.</summary>
internal static class OpaqueClaimsReader
{
    private const int MaxDepth = 4;

    public static UserTokenClaims? ReadUser(ReadOnlyMemory<byte> plaintext) => Read(plaintext, static root =>
        Text(root, "company_id") is { } company && Text(root, "agent_id") is { } agent && Text(root, "user_id") is { } user && Text(root, "expires_at") is { } expires
            ? new UserTokenClaims(company, agent, user, expires)
            : null);

    public static AdminTokenClaims? ReadAdmin(ReadOnlyMemory<byte> plaintext) => Read(plaintext, static root =>
        Text(root, "admin_id") is { } admin && Text(root, "expires_at") is { } expires
            ? new AdminTokenClaims(admin, Text(root, "company_id_restriction"), Text(root, "subscribed_company_id"), Text(root, "subscribed_agent_id"), expires)
            : null);

    private static T? Read<T>(ReadOnlyMemory<byte> plaintext, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(plaintext, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object && JsonText.IsWellFormed(document.RootElement) ? read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
