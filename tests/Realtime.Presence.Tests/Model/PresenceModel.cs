using Realtime.Contracts.Presence;
using Realtime.Presence.Tracking;

namespace Realtime.Presence.Tests.Model;

/// <summary>Runs steps against the model and the database at the same time; the network between them loses, repeats and reorders.</summary>
internal sealed class PresenceModel(ModelDatabase database)
{
    private static readonly string[] Users = ["u0", "u1", "u2", "u3"];
    private static readonly string[] Rooms = ["room:a", "room:b", "plain:c"];

    private readonly ModelGateway[] _gateways = [new("g0"), new("g1"), new("g2")];
    private readonly List<ModelGateway> _dead = [];
    private readonly List<PresenceBatch> _network = [];
    private readonly List<PresenceBatch> _delivered = [];
    private readonly DeltaApplier _applier = database.NewApplier();
    private int _made;
    private int _states;

    public IEnumerable<ModelGateway> Gateways => _gateways;

    /// <summary>Who set which state where, ever.</summary>
    public HashSet<(string Room, string User, int Number)> EverSet { get; } = [];

    public async Task RunAsync(Step step)
    {
        var gateway = _gateways[step.A % _gateways.Length];
        var socket = gateway.Sockets.Count == 0 ? null : gateway.Sockets.Keys.ElementAt(step.B % gateway.Sockets.Count);
        var room = Rooms[step.C % Rooms.Length];
        switch (step.Kind)
        {
            case StepKind.Open:
                gateway.Open($"c{_made++}", Users[step.B % Users.Length]);
                break;
            case StepKind.Close when socket is not null:
                gateway.Close(socket);
                break;
            case StepKind.Join when socket is not null:
                gateway.Join(socket, room);
                break;
            case StepKind.Leave when socket is not null:
                gateway.Leave(socket, room);
                break;
            case StepKind.SetState when socket is not null:
                if (gateway.SetState(socket, room, new ModelState(++_states)))
                {
                    EverSet.Add((room, gateway.Sockets[socket].User, _states));
                }

                break;
            case StepKind.Send:
                _network.Add(gateway.Send());
                break;
            case StepKind.Deliver:
                await DeliverAsync(1 + (step.B % 5));
                break;
            case StepKind.DeliverAgain when _delivered.Count > 0:
                await ApplyAsync([_delivered[step.B % _delivered.Count]]);
                break;
            case StepKind.Swap when _network.Count > 1:
                var at = step.B % (_network.Count - 1);
                (_network[at], _network[at + 1]) = (_network[at + 1], _network[at]);
                break;
            case StepKind.Lose when _network.Count > 0:
                _network.RemoveAt(step.B % _network.Count);
                break;
            case StepKind.Kill:
                gateway.Kill();
                _dead.Add(gateway);
                _gateways[step.A % _gateways.Length] = new ModelGateway($"g{step.A % _gateways.Length}-{_made++}");
                break;
            case StepKind.Expire:
                await ExpireAsync(step.B % 2 == 0 || _dead.Count == 0 ? gateway : _dead[step.C % _dead.Count]);
                break;
            case StepKind.EndSome:
                await database.Store.EndSocketsAsync(1 + (step.B % 2), CancellationToken.None);
                break;
            case StepKind.AnswerSnapshots:
                _network.AddRange(gateway.AnswerRequests(1 + (step.B % 3)));
                break;
            case StepKind.RestartPresence:
                _applier.Reset();
                break;
            case StepKind.EndGrace:
                await EndGraceAsync();
                break;
        }
    }

    /// <summary>Lets everything arrive, the dead die and the living answer, until nobody has anything more to say.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 8; round++)
        {
            foreach (var gateway in _gateways)
            {
                _network.AddRange(gateway.AnswerRequests(2));
                _network.Add(gateway.Send());
            }

            await DeliverAsync(int.MaxValue);
        }

        foreach (var gateway in _dead)
        {
            await ExpireAsync(gateway);
        }

        while (await database.Store.EndSocketsAsync(2, CancellationToken.None) >= 0)
        {
        }

        _gateways.ShouldAllBe(gateway => gateway.Requests.Count == 0);
        await EndGraceAsync();
    }

    private async Task DeliverAsync(int count)
    {
        var arriving = _network.Take(count).ToList();
        _network.RemoveRange(0, arriving.Count);
        _delivered.AddRange(arriving);
        await ApplyAsync(arriving);
    }

    private async Task ApplyAsync(List<PresenceBatch> batches)
    {
        foreach (var (gatewayId, snapshotId) in await _applier.ApplyAsync(batches, probe: true, CancellationToken.None))
        {
            _gateways.FirstOrDefault(gateway => gateway.Id == gatewayId)?.Requests.Add(snapshotId);
        }
    }

    private async Task ExpireAsync(ModelGateway gateway)
    {
        await database.RunAsync($"update gateways set last_seen = 'epoch' where gateway_id = '{gateway.Id}'");
        await database.Store.ExpireAsync(CancellationToken.None);
    }

    private async Task EndGraceAsync()
    {
        await database.RunAsync("update users set offline_at = 'epoch' where offline_at is not null");
        await database.Store.EndGraceAsync(1_000, CancellationToken.None);
    }
}
