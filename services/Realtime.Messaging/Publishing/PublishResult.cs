namespace Realtime.Messaging.Publishing;

/// <summary>What became of a confirmed publish.</summary>
public enum PublishResult
{
    /// <summary>The broker keeps the message: accepted.</summary>
    Confirmed,

    /// <summary>No queue took the message.</summary>
    Returned,

    /// <summary>The broker is away, refused the message, or too much waits already; it may have been accepted if the connection broke on the way.</summary>
    Unavailable,

    /// <summary>No confirm in time; the message may have been accepted.</summary>
    Timeout,
}
