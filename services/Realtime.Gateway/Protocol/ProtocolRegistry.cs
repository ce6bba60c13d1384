namespace Realtime.Gateway.Protocol;

/// <summary>All adapters, in order of registration.</summary>
internal sealed class ProtocolRegistry
{
    private readonly ProtocolBinding[] _bindings;

    public ProtocolRegistry(IEnumerable<IProtocolAdapter> adapters)
    {
        _bindings = [.. adapters.Select((adapter, index) => new ProtocolBinding(adapter, index))];
        if (_bindings.Length > ProtocolBinding.Most)
        {
            throw new InvalidOperationException($"At most {ProtocolBinding.Most} protocol adapters can be registered.");
        }
    }

    public IReadOnlyList<ProtocolBinding> All => _bindings;

    public ProtocolBinding? Match(UpgradeRequest request)
    {
        foreach (var binding in _bindings)
        {
            if (binding.Adapter.TryMatch(request))
            {
                return binding;
            }
        }

        return null;
    }
}
