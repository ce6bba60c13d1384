namespace Aspire.Hosting.Orchestration;

/// <summary>What the host says on the console; silent when nobody looks, as in tests.</summary>
internal sealed class HostConsole(bool isSilent)
{
    private readonly Lock _gate = new();

    public bool IsInteractive { get; } = !isSilent && !Console.IsOutputRedirected;

    public void Announce(string line) => Write(() => Console.Out.WriteLine(line));

    public void Error(string line) => Write(() => Console.Error.WriteLine(line));

    public void Write(Action write)
    {
        if (isSilent)
        {
            return;
        }

        lock (_gate)
        {
            write();
        }
    }
}
