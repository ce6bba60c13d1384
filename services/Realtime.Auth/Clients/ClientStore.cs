using Microsoft.EntityFrameworkCore;
using Npgsql;
using Realtime.Auth.Data;
using Realtime.Auth.Revocation;

namespace Realtime.Auth.Clients;

/// <summary>Changes clients for the management API. What comes from configuration is changed there.</summary>
internal sealed class ClientStore(
    IDbContextFactory<AuthDbContext> contexts,
    ClientDirectory directory,
    ClientTokens tokens,
    OutboxSignal outbox,
    TimeProvider time)
{
    public async Task<IReadOnlyList<ClientView>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Clients.AsNoTracking().Include(client => client.Secrets)
            .Where(client => after == null || string.Compare(client.ClientId, after) > 0)
            .OrderBy(client => client.ClientId)
            .Take(limit)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ClientView.From)];
    }

    public async Task<ClientView?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (!ClientRules.IsClientId(clientId))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await LoadAsync(context, clientId, cancellationToken) is { } row ? ClientView.From(row) : null;
    }

    /// <summary>Adds a client with a first secret.</summary>
    public async Task<(ClientChange Change, NewClientSecret? Secret)> AddAsync(ClientDefinition definition, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = new ClientEntity { ClientId = definition.ClientId!, CreatedAt = now };
        ClientMapping.Apply(definition, row, now);
        context.Clients.Add(row);
        var secret = AddSecret(context, row, null, now);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return (ClientChange.AlreadyExists, null);
        }

        return (ClientChange.Done, secret);
    }

    public async Task<ClientChange> ReplaceAsync(ClientDefinition definition, CancellationToken cancellationToken)
    {
        ClientRevocation? ended = null;
        var change = await ChangeAsync(definition.ClientId!, async (context, row) =>
        {
            var now = time.GetUtcNow();
            if (!definition.Enabled)
            {
                ended = await tokens.EndWithSignInsAsync(context, row.ClientId, now, cancellationToken);
            }
            else if (ClientTokens.LosesUsers(row, definition))
            {
                ended = await tokens.EndAsync(context, row.ClientId, now, cancellationToken);
            }

            ClientMapping.Apply(definition, row, ended?.ChangedAt ?? now);
            return ClientChange.Done;
        }, cancellationToken);
        if (ended is not null)
        {
            tokens.Committed(ended, definition.Enabled ? "the client lost users" : "the client was disabled");
        }

        return change;
    }

    public async Task<ClientChange> DeleteAsync(string clientId, CancellationToken cancellationToken)
    {
        ClientRevocation? ended = null;
        var change = await ChangeAsync(clientId, async (context, row) =>
        {
            ended = await tokens.EndWithSignInsAsync(context, clientId, time.GetUtcNow(), cancellationToken);
            context.Clients.Remove(row);
            return ClientChange.Done;
        }, cancellationToken);
        if (ended is not null)
        {
            tokens.Committed(ended, "the client was deleted");
        }

        return change;
    }

    public async Task<(ClientChange Change, NewClientSecret? Secret)> AddSecretAsync(string clientId, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        NewClientSecret? secret = null;
        var change = await ChangeAsync(clientId, (context, row) =>
        {
            var now = time.GetUtcNow();
            var expired = row.Secrets.Where(existing => existing.ExpiresAt <= now).ToArray();
            context.ClientSecrets.RemoveRange(expired);
            if (row.Secrets.Count - expired.Length >= ClientRules.MaxSecrets)
            {
                return Task.FromResult(ClientChange.TooManySecrets);
            }

            secret = AddSecret(context, row, expiresAt, now);
            return Task.FromResult(ClientChange.Done);
        }, cancellationToken);
        return (change, change == ClientChange.Done ? secret : null);
    }

    public Task<ClientChange> DeleteSecretAsync(string clientId, Guid secretId, CancellationToken cancellationToken) =>
        ChangeAsync(clientId, (context, row) =>
        {
            if (row.Secrets.Find(secret => secret.Id == secretId) is not { } found)
            {
                return Task.FromResult(ClientChange.NotFound);
            }

            context.ClientSecrets.Remove(found);
            return Task.FromResult(ClientChange.Done);
        }, cancellationToken);

    private async Task<ClientChange> ChangeAsync(string clientId, Func<AuthDbContext, ClientEntity, Task<ClientChange>> change, CancellationToken cancellationToken)
    {
        if (!ClientRules.IsClientId(clientId))
        {
            return ClientChange.NotFound;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // One change at a time per client, or two of them could add a third secret.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM clients WHERE client_id = {clientId} FOR UPDATE", cancellationToken);
        var row = await LoadAsync(context, clientId, cancellationToken);
        if (row is null || row.FromConfiguration)
        {
            return row is null ? ClientChange.NotFound : ClientChange.FromConfiguration;
        }

        var outcome = await change(context, row);
        if (outcome == ClientChange.Done)
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            directory.Forget(clientId);
            outbox.Notify();
        }

        return outcome;
    }

    private static Task<ClientEntity?> LoadAsync(AuthDbContext context, string clientId, CancellationToken cancellationToken) =>
        context.Clients.Include(client => client.Secrets).SingleOrDefaultAsync(client => client.ClientId == clientId, cancellationToken);

    private static NewClientSecret AddSecret(AuthDbContext context, ClientEntity row, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var secret = ClientSecretHasher.Generate();
        var entity = new ClientSecretEntity
        {
            Id = Guid.CreateVersion7(now),
            ClientId = row.ClientId,
            Hash = ClientSecretHasher.Hash(secret),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        context.ClientSecrets.Add(entity);
        return new NewClientSecret(entity.Id, row.ClientId, secret, expiresAt);
    }
}
