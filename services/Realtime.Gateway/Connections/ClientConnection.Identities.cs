using System.Collections.Immutable;
using Realtime.Gateway.Identity;

namespace Realtime.Gateway.Connections;

/// <summary>Who speaks over this connection: its own identity, and those of protocols that authenticate several times over one connection.</summary>
internal sealed partial class ClientConnection
{
    private ImmutableArray<ConnectionIdentity> _further = [];

    public void AddIdentity(ConnectionIdentity identity) => ImmutableInterlocked.Update(ref _further, static (all, one) => all.Add(one), identity);

    public void RemoveIdentity(ConnectionIdentity identity) => ImmutableInterlocked.Update(ref _further, static (all, one) => all.Remove(one), identity);

    /// <summary>Whether one of those who speak over this connection is meant.</summary>
    public bool HasIdentity(Func<ConnectionIdentity, bool> isMeant)
    {
        if (Identity is { } own && isMeant(own))
        {
            return true;
        }

        foreach (var identity in _further)
        {
            if (isMeant(identity))
            {
                return true;
            }
        }

        return false;
    }
}
