namespace Realtime.Gateway.Protocol;

/// <summary>A registered adapter and its place in the fan-out's table of encodings.</summary>
internal sealed class ProtocolBinding(IProtocolAdapter adapter, int index)
{
    public const int Most = 32;

    public IProtocolAdapter Adapter => adapter;

    public int Index => index;

    public uint Mask { get; } = 1u << index;
}
