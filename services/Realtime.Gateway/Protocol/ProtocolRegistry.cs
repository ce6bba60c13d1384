namespace Realtime.Gateway.Protocol;

/// <summary>All adapters, in order of registration.</summary>
internal sealed class ProtocolRegistry(IServiceProvider services)
{
    // Later than the constructor: adapters depend on the hub, which depends on this.
    private readonly Lazy<ProtocolBinding[]> _bindings = new(() => Bind(services.GetServices<IProtocolAdapter>()));

    public IReadOnlyList<ProtocolBinding> All => _bindings.Value;

    public ProtocolBinding? Match(UpgradeRequest request)
    {
        foreach (var binding in _bindings.Value)
        {
            if (binding.Adapter.TryMatch(request))
            {
                return binding;
            }
        }

        return null;
    }

    private static ProtocolBinding[] Bind(IEnumerable<IProtocolAdapter> adapters)
    {
        ProtocolBinding[] bindings = [.. adapters.Select(static (adapter, index) => new ProtocolBinding(adapter, index))];
        return bindings.Length <= ProtocolBinding.Most
            ? bindings
            : throw new InvalidOperationException($"At most {ProtocolBinding.Most} protocol adapters can be registered.");
    }
}
