using System.Diagnostics;

namespace Realtime.EndToEnd.Tests.Stack;

/// <summary>Makes the broker of a run believe that its disk is full, with the broker's own tool and in the broker's own environment.</summary>
internal sealed class BrokerAlarm(int pid)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly string[] Needed = ["HOME", "ERL_EPMD_PORT", "ERL_EPMD_ADDRESS", "RABBITMQ_NODENAME"];

    public static async Task<BrokerAlarm> OfAsync(RunFolder run) => new((await run.ResourceAsync("messaging")).Pid!.Value);

    /// <summary>More bytes must be free than any disk has.</summary>
    public Task RaiseAsync() => SetLimitAsync("999999999999999");

    public Task ClearAsync() => SetLimitAsync("50000000");

    private async Task SetLimitAsync(string bytes)
    {
        var environment = (await File.ReadAllTextAsync($"/proc/{pid}/environ")).Split('\0').Where(static line => line.Contains('=', StringComparison.Ordinal)).ToDictionary(static line => line[..line.IndexOf('=', StringComparison.Ordinal)], static line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        // The start script says where the broker's plugins are; its tools are beside them.
        var tool = System.IO.Path.Combine(environment["ERL_LIBS"].Split(':')[0], "..", "sbin", "rabbitmqctl");
        var start = new ProcessStartInfo(tool, ["set_disk_free_limit", bytes]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Needed)
        {
            start.Environment[name] = environment[name];
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        process.ExitCode.ShouldBe(0, await output + await errors);
    }
}
