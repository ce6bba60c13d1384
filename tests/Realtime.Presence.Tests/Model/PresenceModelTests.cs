using FsCheck;
using FsCheck.Fluent;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Model;

public sealed class PresenceModelTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const int Sequences = 80;

    // A failure is told with a shorter list of steps, but not only after a quarter of an hour.
    private const int MostShrinks = 150;

    // Weights: mostly life, some trouble.
    private static readonly (int Weight, StepKind Kind)[] Mix =
    [
        (8, StepKind.Open), (4, StepKind.Close), (8, StepKind.Join), (4, StepKind.Leave), (5, StepKind.SetState), (10, StepKind.Send), (8, StepKind.Deliver),
        (2, StepKind.DeliverAgain), (2, StepKind.Swap), (1, StepKind.Lose), (1, StepKind.Kill), (1, StepKind.Expire), (2, StepKind.EndSome), (4, StepKind.AnswerSnapshots),
        (1, StepKind.RestartPresence), (2, StepKind.EndGrace),
    ];

    private int _shrinks;

    [Fact]
    public async Task Whatever_happens_the_store_ends_up_as_the_model_and_no_event_contradicts_its_predecessor()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var step =
            from kind in Gen.Frequency(Mix.Select(entry => (entry.Weight, Gen.Constant(entry.Kind))))
            from a in Gen.Choose(0, 1_000)
            from b in Gen.Choose(0, 1_000)
            from c in Gen.Choose(0, 1_000)
            select new Step(kind, a, b, c);
        var steps = Arb.From(from length in Gen.Choose(1, 120) from list in step.ListOf(length) select list.ToArray(), Shrink);

        // FsCheck's properties are synchronous; the test thread may wait.
        await Task.Run(() => Prop.ForAll(steps, list => Check(database, list)).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences)));
    }

    private static void Check(ModelDatabase database, Step[] steps) => CheckAsync(database, steps).GetAwaiter().GetResult();

    private static async Task CheckAsync(ModelDatabase database, Step[] steps)
    {
        await database.ClearAsync();
        var model = new PresenceModel(database);
        foreach (var step in steps)
        {
            await model.RunAsync(step);
        }

        await model.SettleAsync();
        await ModelAssertions.StoreEqualsModelAsync(database, model);
        await ModelAssertions.StatesAreThoseThatWereSetAsync(database, model);
        await ModelAssertions.EventsAreConsistentAsync(database);
    }

    private IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= steps.Length && _shrinks++ < MostShrinks; at += size)
            {
                yield return [.. steps[..at], .. steps[(at + size)..]];
            }
        }
    }
}
