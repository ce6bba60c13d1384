using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>One token (jti), all tokens of a session (sid), of a subject, or of a client (client_id).</summary>
internal sealed record RevocationTarget(RevocationKind Kind, string Value, DateTimeOffset ExpiresAt);
