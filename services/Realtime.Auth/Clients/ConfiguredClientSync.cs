using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

/// <summary>Brings authdb in line with <c>Auth:Clients</c> at start: what is configured is written, what is not configured any more is removed.</summary>
internal sealed partial class ConfiguredClientSync(
    IDbContextFactory<AuthDbContext> contexts,
    IOptions<ConfiguredClients> configured,
    ClientSecretHasher hasher,
    ClientTokens tokens,
    TimeProvider time,
    ILogger<ConfiguredClientSync> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({DatabaseLocks.ConfiguredClients})", cancellationToken);
        var rows = await context.Clients.Include(client => client.Secrets).ToDictionaryAsync(client => client.ClientId, StringComparer.Ordinal, cancellationToken);
        foreach (var (clientId, client) in configured.Value.Clients)
        {
            await WriteAsync(context, rows.GetValueOrDefault(clientId), clientId, client, cancellationToken);
        }

        foreach (var row in rows.Values.Where(row => row.FromConfiguration && !configured.Value.Clients.ContainsKey(row.ClientId)))
        {
            await tokens.EndWithSignInsAsync(context, row.ClientId, time.GetUtcNow(), cancellationToken);
            context.Clients.Remove(row);
            Log.Removed(logger, row.ClientId);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WriteAsync(AuthDbContext context, ClientEntity? row, string clientId, ConfiguredClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (row is null)
        {
            row = new ClientEntity { ClientId = clientId, CreatedAt = now };
            context.Clients.Add(row);
            Log.Added(logger, clientId);
        }

        var definition = client.ToDefinition(clientId);
        var changedAt = ClientTokens.LosesUsers(row, definition) ? (await tokens.EndAsync(context, clientId, now, cancellationToken)).ChangedAt : now;

        row.FromConfiguration = true;
        ClientMapping.Apply(definition, row, changedAt);
        await WriteSecretsAsync(context, row, client.AllSecrets(), now, cancellationToken);
    }

    /// <summary>A secret that is stored already keeps its hash, so that a restart changes nothing.</summary>
    private async Task WriteSecretsAsync(AuthDbContext context, ClientEntity row, string[] secrets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var obsolete = row.Secrets.ToList();
        foreach (var secret in secrets)
        {
            var known = await FindAsync(obsolete, secret, cancellationToken);
            if (known is not null)
            {
                obsolete.Remove(known);
                continue;
            }

            var entity = new ClientSecretEntity { Id = Guid.CreateVersion7(now), ClientId = row.ClientId, Hash = ClientSecretHasher.Hash(secret), CreatedAt = now };
            context.ClientSecrets.Add(entity);
        }

        context.ClientSecrets.RemoveRange(obsolete);
    }

    private async Task<ClientSecretEntity?> FindAsync(List<ClientSecretEntity> candidates, string secret, CancellationToken cancellationToken)
    {
        foreach (var candidate in candidates)
        {
            if (await hasher.VerifyAsync([new ClientSecret(candidate.Id, candidate.Hash, null)], secret, cancellationToken))
            {
                return candidate;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Information, "Added client {ClientId} from configuration.", EventName = "ConfiguredClientAdded")]
        public static partial void Added(ILogger logger, string clientId);

        [LoggerMessage(4212, LogLevel.Information, "Removed client {ClientId}, which is not configured any more.", EventName = "ConfiguredClientRemoved")]
        public static partial void Removed(ILogger logger, string clientId);
    }
}
