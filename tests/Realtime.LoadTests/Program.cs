using System.Diagnostics;
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
TimeSpan Seconds(string name, double fallback) => TimeSpan.FromSeconds(double.Parse(Option(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture));
var only = Option("--only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
var servers = Option("--servers", "gateway,signalr").Split(',', StringSplitOptions.RemoveEmptyEntries);
var broker = Option("--broker", "") is { Length: > 0 } given ? given : null;
var runs = int.Parse(Option("--runs", "1"), CultureInfo.InvariantCulture);
var measured = Seconds("--seconds", 5);

// Where a message costs little, more of them must pass before the compiler has seen what is hot.
TimeSpan Warmup(Workload workload) => Seconds("--warm", workload.Key is "echo" or "roomsmax" ? 25 : 12);

if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
{
    // The servers have the first processor, the generator has the second.
    Process.GetCurrentProcess().ProcessorAffinity = 0b10;
}

await using var authority = await LoadAuthority.StartAsync();
new Table(servers, name => Contestant.Start(name, authority, broker), workload => new LoadTime(Warmup(workload), measured), runs)
    .Print(Workload.All.Where(workload => only.Length == 0 || only.Contains(workload.Key)));
return 0;
