using MassTransit;
using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;
using Realtime.Contracts.Events;

namespace Realtime.Auth.Revocation;

/// <summary>Publishes committed events until the broker has confirmed them, then deletes them: at least once, and nothing is lost while the broker is down.</summary>
internal sealed partial class OutboxPublisher(
    IDbContextFactory<AuthDbContext> contexts,
    IBus bus,
    OutboxSignal signal,
    ILogger<OutboxPublisher> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await PublishBatchAsync(stoppingToken) < BatchSize)
                {
                    await signal.WaitAsync(PollInterval, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception.GetType().Name);
                await signal.WaitAsync(PollInterval, stoppingToken);
            }
        }
    }

    private async Task<int> PublishBatchAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var messages = await context.OutboxMessages
            .FromSql($"SELECT * FROM outbox_messages ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED")
            .ToListAsync(cancellationToken);
        if (messages.Count == 0)
        {
            return 0;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(PublishTimeout);
        await Task.WhenAll(messages.Select(message => bus.Publish(ToEvent(message), timeout.Token)));
        context.OutboxMessages.RemoveRange(messages);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return messages.Count;
    }

    private static TokenRevoked ToEvent(OutboxMessageEntity message) => new(
        message.Id,
        message.Kind == RevocationKind.Token ? message.Value : null,
        message.Kind == RevocationKind.Session ? message.Value : null,
        message.Kind == RevocationKind.Subject ? message.Value : null,
        message.RevokedAt,
        message.ExpiresAt,
        message.Kind == RevocationKind.Client ? message.Value : null);

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Warning, "Events wait in the outbox, publishing failed: {Reason}.", EventName = "OutboxPublishFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
