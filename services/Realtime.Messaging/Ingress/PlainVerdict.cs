namespace Realtime.Messaging.Ingress;

/// <summary>What becomes of a plain JSON message on <c>realtime.publish</c>.</summary>
public enum PlainVerdict
{
    /// <summary>It is good.</summary>
    Accepted,

    /// <summary>Its routing key means nothing: dropped and counted.</summary>
    UnknownKey,

    /// <summary>It cannot be understood: to the dead-letter queue.</summary>
    Dead,
}
