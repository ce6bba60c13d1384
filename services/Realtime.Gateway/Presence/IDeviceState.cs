namespace Realtime.Gateway.Presence;

/// <summary>Implemented by an adapter's connection state that knows what the client calls itself.</summary>
internal interface IDeviceState
{
    string? Device { get; }
}
