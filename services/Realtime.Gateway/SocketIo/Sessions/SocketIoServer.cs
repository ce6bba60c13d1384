using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.Limits;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>What all Socket.IO sessions of the gateway share.</summary>
internal sealed class SocketIoServer(
    IEnumerable<ISocketNamespace> namespaces,
    ConnectionHub hub,
    SocketRecovery recovery,
    RateLimits limits,
    RevocationList revocations,
    IOptions<SocketIoOptions> options,
    ILogger<SocketIoServer> logger)
{
    private readonly FrozenDictionary<string, ISocketNamespace> _namespaces = namespaces.ToFrozenDictionary(one => one.Name, StringComparer.Ordinal);

    public ConnectionHub Hub => hub;

    public SocketRecovery Recovery => recovery;

    public RateLimits Limits => limits;

    public RevocationList Revocations => revocations;

    public SocketIoOptions Options => options.Value;

    public ILogger Logger => logger;

    public ISocketNamespace? Find(string name) => _namespaces.GetValueOrDefault(name);
}
