using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo;

/// <summary>The adapter's place in the registry. Asked for late: the registry is made of adapters.</summary>
internal sealed class SocketIoBinding(IServiceProvider services)
{
    private readonly Lazy<ProtocolBinding> _binding = new(() => services.GetRequiredService<ProtocolRegistry>().All.First(one => one.Adapter is SocketIoAdapter));

    public ProtocolBinding Value => _binding.Value;
}
