using Spectre.Console;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the host says on the console; silent when nobody looks, as in tests.</summary>
internal sealed class HostConsole(bool isSilent)
{
    private const int WidthOfFiles = 160;
    private readonly Lock _gate = new();

    public bool IsInteractive { get; } = !isSilent && !Console.IsOutputRedirected;

    /// <summary>Draws tables: in colour and as wide as the terminal, or plain when the output goes elsewhere.</summary>
    public IAnsiConsole Drawing => field ??= CreateDrawing();

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

    private IAnsiConsole CreateDrawing()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (!IsInteractive)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
