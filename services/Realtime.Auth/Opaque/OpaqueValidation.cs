namespace Realtime.Auth.Opaque;

/// <summary>The answer to a gateway: claims, or the code and message for its client.</summary>
internal sealed record OpaqueValidation<TClaims>(bool Valid, TClaims? Claims = null, string? Code = null, string? Message = null)
    where TClaims : class
{
    public static OpaqueValidation<TClaims> Success(TClaims claims) => new(true, claims);

    public static OpaqueValidation<TClaims> Refused(string code, string message) => new(false, null, code, message);
}
