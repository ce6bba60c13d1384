using RabbitMQ.Client;
using Realtime.Contracts.Wire;

namespace Realtime.Gateway.Backplane;

/// <summary>Wildcards instead of many keys, and the end of interests that nobody holds. Runs on the worker.</summary>
internal sealed partial class Bindings
{
    private async Task WidenAsync(IChannel channel, string queue, InterestGroup group, CancellationToken cancellationToken)
    {
        int keys;
        lock (_gate)
        {
            keys = group.Keys.Count;
            if (group.Covered || !group.WantsWildcard(_options.MaxBindings))
            {
                return;
            }
        }

        await channel.QueueBindAsync(queue, BusNames.FanoutExchange, group.Wildcard, cancellationToken: cancellationToken);
        List<Interest> bound;
        lock (_gate)
        {
            group.Covered = true;
            bound = [.. group.Keys.Values.Where(interest => interest.Bound)];
            foreach (var interest in group.Keys.Values)
            {
                interest.Bound = false;
                interest.Complete();
            }
        }

        await UnbindAllAsync(channel, queue, bound.ConvertAll(interest => interest.Key), cancellationToken);
        Log.Widened(_logger, group.Wildcard, keys);
    }

    private async Task NarrowAsync(IChannel channel, string queue, InterestGroup group, CancellationToken cancellationToken)
    {
        List<Interest> held;
        lock (_gate)
        {
            if (!group.Covered || group.WantsWildcard(_options.MaxBindings))
            {
                return;
            }

            // From here on new keys are bound one by one again; the wildcard goes when all are in place.
            group.Covered = false;
            held = [.. group.Keys.Values.Where(interest => interest.Holders > 0)];
        }

        await BindAllAsync(channel, queue, held, cancellationToken);
        lock (_gate)
        {
            MarkBound(held);
        }

        await channel.QueueUnbindAsync(queue, BusNames.FanoutExchange, group.Wildcard, cancellationToken: cancellationToken);
        Log.Narrowed(_logger, group.Wildcard, held.Count);
    }

    private async Task SweepAsync(IChannel channel, string queue, CancellationToken cancellationToken)
    {
        var unbind = new List<string>();
        lock (_gate)
        {
            Collect(_rooms, unbind);
            Collect(_users, unbind);
        }

        await UnbindAllAsync(channel, queue, unbind, cancellationToken);
    }

    private void Collect(InterestGroup group, List<string> unbind)
    {
        foreach (var (key, interest) in group.Keys)
        {
            if (interest.Holders == 0 && _time.GetElapsedTime(interest.ReleasedAt) >= _options.Linger)
            {
                group.Keys.Remove(key);
                interest.Complete();
                if (interest.Bound)
                {
                    unbind.Add(key);
                }
            }
        }
    }

    /// <summary>A hold that comes while a key is being unbound queues a new bind behind it on the same worker.</summary>
    private static async Task UnbindAllAsync(IChannel channel, string queue, List<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await channel.QueueUnbindAsync(queue, BusNames.FanoutExchange, key, cancellationToken: cancellationToken);
        }
    }

    private List<Interest> Reset(InterestGroup group, List<InterestGroup> wildcards)
    {
        group.Covered = false;
        foreach (var (key, interest) in group.Keys)
        {
            interest.Bound = false;
            interest.Queued = false;
            if (interest.Holders == 0)
            {
                group.Keys.Remove(key);
                interest.Complete();
            }
        }

        _work.Clear();
        if (group.WantsWildcard(_options.MaxBindings))
        {
            wildcards.Add(group);
            return [];
        }

        return [.. group.Keys.Values];
    }
}
