namespace Realtime.Gateway.Identity.Opaque;

/// <summary>Claims, or the code and message that the client gets. <paramref name="Unavailable"/>: nobody could judge the token.</summary>
internal sealed record OpaqueTokenResult(OpaqueTokenClaims? Claims, string? Code = null, string? Message = null, bool Unavailable = false)
{
    public bool Valid => Claims is not null;
}
