namespace Realtime.Edge.Configuration;

public enum SocketOrigins
{
    /// <summary>Any page may: it needs a token all the same, and tokens are never sent by browsers on their own.</summary>
    Any,

    /// <summary>Only pages of the edge's own origin and of the listed ones, and what is no browser.</summary>
    Allowed,
}
