using Realtime.Gateway.Backplane;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Waits for the broker; a binding that takes too long is not waited for.</summary>
internal sealed class BackplaneRoomBindings(Bindings bindings) : IRoomBindings
{
    public async Task WaitAsync(IReadOnlyCollection<string> rooms) =>
        await Task.WhenAll(rooms.Select(bindings.RoomBoundAsync)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
