using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>One token (jti), all tokens of a session (sid), or all tokens of a subject.</summary>
internal sealed record RevocationTarget(RevocationKind Kind, string Value, DateTimeOffset ExpiresAt);
