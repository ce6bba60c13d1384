namespace Realtime.Messaging.Ingress;

/// <summary>What a plain JSON message is for.</summary>
public enum PlainTarget
{
    /// <summary>A room.</summary>
    Room,

    /// <summary>A user.</summary>
    User,

    /// <summary>Every authenticated native socket.</summary>
    All,

    /// <summary>An agent workspace; the body is the event itself.</summary>
    AgentEvent,
}
