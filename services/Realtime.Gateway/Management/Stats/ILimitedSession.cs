namespace Realtime.Gateway.Management.Stats;

/// <summary>Implemented by an adapter's connection state that counts messages and errors against limits.</summary>
internal interface ILimitedSession
{
    /// <summary>Whether the client sent something in the last ten minutes.</summary>
    bool IsLimiterActive { get; }

    bool HasErrors { get; }
}
