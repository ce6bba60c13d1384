using System.Globalization;
using Realtime.LoadTests.Servers;
using Realtime.LoadTests.Workloads;

switch (args)
{
    case ["serve-core", var port]:
        await CoreServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["serve-signalr", var port]:
        await SignalRServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
}

string Option(string name, string fallback) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault(fallback);
var time = TimeSpan.FromSeconds(double.Parse(Option("--seconds", "5"), CultureInfo.InvariantCulture));
Workload.Warmup = TimeSpan.FromSeconds(double.Parse(Option("--warm", "10"), CultureInfo.InvariantCulture));
var only = Option("--only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
var servers = Option("--servers", "gateway,core,signalr").Split(',', StringSplitOptions.RemoveEmptyEntries);
var broker = Option("--broker", "") is { Length: > 0 } given ? given : null;
await using var authority = await LoadAuthority.StartAsync();
var workloads = Workload.All.Where(workload => only.Length == 0 || only.Contains(workload.Key)).ToArray();

Console.WriteLine($"| workload | unit | {string.Join(" | ", servers)} |");
Console.WriteLine($"|---|---|{string.Concat(servers.Select(_ => "---|"))}");
foreach (var workload in workloads)
{
    var cells = servers.Select(name => Cell.Of(Contestant.Start(name, authority, broker), workload, time)).ToArray();
    Console.WriteLine($"| {workload.Title} | {workload.Unit} | {string.Join(" | ", cells)} |");
}

return 0;
