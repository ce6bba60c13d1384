namespace Realtime.Gateway.Limits;

internal enum LimitVerdict
{
    Allowed,

    /// <summary>Over the rate: the message is refused.</summary>
    Refused,

    /// <summary>Refused too often: the connection ends with 4429.</summary>
    Flooding,
}
