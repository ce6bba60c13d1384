namespace Realtime.Gateway.Identity.Opaque;

internal sealed record OpaqueTokenAnswer(bool Valid, OpaqueTokenClaims? Claims = null, string? Code = null, string? Message = null);
