namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Knows when rooms that this gateway has joined get what other gateways publish.</summary>
internal interface IRoomBindings
{
    Task WaitAsync(IReadOnlyCollection<string> rooms);
}
