using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>
/// A shell that holds one end of a pipe to the host. When the host is gone, however it ended, the pipe closes and the shell stops every
/// process registered with it, and drops the private folder of a throwaway run.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM
        list=
        while read -r verb pid signal; do
          case $verb in
            +) list="$list $pid:$signal" ;;
            -) rest=; for entry in $list; do [ "${entry%%:*}" = "$pid" ] || rest="$rest $entry"; done; list=$rest ;;
            quit) exit 0 ;;
          esac
        done
        for entry in $list; do kill -s "${entry#*:}" "${entry%%:*}"; done
        tries=0
        while [ $tries -lt 50 ]; do
          alive=
          for entry in $list; do if kill -0 -- "-${entry%%:*}"; then alive=1; fi; done
          [ -n "$alive" ] || break
          tries=$((tries + 1))
          sleep 0.1
        done
        for entry in $list; do kill -s KILL -- "-${entry%%:*}"; done
        if [ $# -gt 0 ]; then rm -rf -- "$@"; fi
        """;

    private readonly Process _shell;
    private readonly Lock _gate = new();
    private bool _closed;

    private Watchdog(Process shell) => _shell = shell;

    public int ProcessId => _shell.Id;

    /// <param name="folders">What to remove after a killed host.</param>
    public static Watchdog Start(params IReadOnlyList<string> folders)
    {
        var startInfo = new ProcessStartInfo("setsid") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in (string[])["/bin/sh", "-c", Script, "realtime-watchdog", .. folders])
        {
            startInfo.ArgumentList.Add(argument);
        }

        return new Watchdog(Process.Start(startInfo) ?? throw new InvalidOperationException("The watchdog did not start."));
    }

    /// <summary>False when the watchdog is gone; the process must not be let through then.</summary>
    public bool TryRegister(int processId, UnixSignal stopSignal) =>
        TrySend(string.Create(CultureInfo.InvariantCulture, $"+ {processId} {(stopSignal == UnixSignal.Interrupt ? "INT" : "TERM")}"));

    public void Unregister(int processId) => TrySend(string.Create(CultureInfo.InvariantCulture, $"- {processId}"));

    /// <summary>Ends the watchdog without stopping anything: the host has stopped its children itself.</summary>
    public void Dispose()
    {
        TrySend("quit");
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _shell.WaitForExit(TimeSpan.FromSeconds(2));
        _shell.Dispose();
    }

    private bool TrySend(string line)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            try
            {
                _shell.StandardInput.WriteLine(line);
                _shell.StandardInput.Flush();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
