using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

internal sealed record RevocationListItem(string? TokenId, string? SessionId, string? Subject, string? ClientId, long RevokedAt, long ExpiresAt)
{
    public static RevocationListItem From(RevocationEntity row) => new(
        row.Kind == RevocationKind.Token ? row.Value : null,
        row.Kind == RevocationKind.Session ? row.Value : null,
        row.Kind == RevocationKind.Subject ? row.Value : null,
        row.Kind == RevocationKind.Client ? row.Value : null,
        row.RevokedAt.ToUnixTimeMilliseconds(),
        row.ExpiresAt.ToUnixTimeMilliseconds());
}
