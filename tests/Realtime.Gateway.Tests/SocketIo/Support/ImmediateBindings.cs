using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.Tests.SocketIo.Support;

internal sealed class ImmediateBindings : IRoomBindings
{
    public Task WaitAsync(IReadOnlyCollection<string> rooms) => Task.CompletedTask;
}
