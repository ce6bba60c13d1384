namespace Realtime.ServiceDefaults.Security;

/// <summary>Why a token was not accepted.</summary>
public enum AccessTokenFailure
{
    None,
    Malformed,
    BadSignature,
    Expired,
    NotYetValid,
    WrongAudience,
    WrongIssuer,
    UnknownKey,
    Revoked,

    /// <summary>It cannot be judged now: the keys were never loaded, or its key is unknown and Auth does not answer.</summary>
    Unavailable,
}
