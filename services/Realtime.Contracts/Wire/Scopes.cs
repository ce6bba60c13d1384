namespace Realtime.Contracts.Wire;

/// <summary>OAuth scopes of Realtime (docs/protocol.md, section 6).</summary>
public static class Scopes
{
    /// <summary>May open sockets.</summary>
    public const string Connect = "realtime.connect";

    /// <summary>May publish messages over HTTP to any room or user.</summary>
    public const string Publish = "realtime.publish";

    /// <summary>May read history, presence and inboxes over HTTP.</summary>
    public const string Read = "realtime.read";

    /// <summary>May do everything, the management API included.</summary>
    public const string Admin = "realtime.admin";
}
