using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

/// <summary>Clients by id, remembered for a few seconds so that a token costs no query. Bounded; unknown ids are not remembered.</summary>
internal sealed class ClientDirectory(IDbContextFactory<AuthDbContext> contexts, IOptions<AuthOptions> options, TimeProvider time)
{
    private const int Capacity = 10_000;

    private static readonly Func<AuthDbContext, string, CancellationToken, Task<ClientEntity?>> ById =
        EF.CompileAsyncQuery((AuthDbContext context, string clientId, CancellationToken _) =>
            context.Clients.AsNoTracking().Include(client => client.Secrets).SingleOrDefault(client => client.ClientId == clientId));

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public async ValueTask<AuthClient?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(clientId, out var entry) && time.GetElapsedTime(entry.LoadedAt) < options.Value.ClientCacheDuration)
        {
            return entry.Client;
        }

        if (!ClientRules.IsClientId(clientId))
        {
            return null;
        }

        var loadedAt = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ById(context, clientId, cancellationToken) is not { } row)
        {
            _entries.TryRemove(clientId, out _);
            return null;
        }

        var client = AuthClient.From(row);
        Remember(clientId, new Entry(client, loadedAt));
        return client;
    }

    public void Forget(string clientId) => _entries.TryRemove(clientId, out _);

    private void Remember(string clientId, Entry entry)
    {
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        _entries[clientId] = entry;
    }

    private sealed record Entry(AuthClient Client, long LoadedAt);
}
