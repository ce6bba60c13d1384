using Realtime.Presence.Figures;
using Realtime.Testing;

// dotnet run -c Release --project tests/Realtime.Presence.Figures: measures Presence over a real broker and a real database, exit code 1 when a bound is missed.
var servers = new ServersFixture();
await servers.InitializeAsync();
try
{
    await using var stack = await FigureStack.StartAsync(servers);
    Figure[] figures =
    [
        await Storm.RunAsync(stack),
        .. await BigRoom.RunAsync(stack),
        await Visibility.RunAsync(stack, "visible", "change to visible at 1,000 changes/s"),
        await LostGateways.RunAsync(stack),
    ];
    foreach (var figure in figures)
    {
        Console.WriteLine(figure);
    }

    return figures.All(figure => figure.Holds) ? 0 : 1;
}
finally
{
    await servers.DisposeAsync();
}
