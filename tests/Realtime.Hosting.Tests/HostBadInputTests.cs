using System.Net;
using System.Net.Sockets;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests;

/// <summary>What a user did wrong is said in one line, and the host ends without a trace.</summary>
public sealed class HostBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Start_PortTaken_SaysWhichInOneLineAndFails()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            taken.Bind(new IPEndPoint(IPAddress.Loopback, 5399));
            taken.Listen();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // Somebody else has it: that is as good.
        }


        await ShouldFailAsync(["Port 5399", "--random-ports"], []);
    }

    [Fact]
    public async Task Start_ServerMissingAndNoInstall_SaysWhatToTypeAndFails() =>
        await ShouldFailAsync(["is not installed", "apt-get install -y"], ["--random-ports", "--no-install", $"--Local:ProgramRoot={_folder.Combine("empty")}"]);

    [Theory]
    [InlineData("--ConnectionStrings:messaging=localhost:5672", "amqp://user:password@host:5672")]
    [InlineData("--ConnectionStrings:messaging=amqp://guest:secret-word@127.0.0.1:1", "Cannot log in with ConnectionStrings:messaging")]
    [InlineData("--ConnectionStrings:postgres=Nonsense", "Host=host;Port=5432")]
    [InlineData("--ConnectionStrings:postgres=Host=127.0.0.1;Port=1;Username=a;Password=secret-word", "Cannot log in with ConnectionStrings:postgres")]
    public async Task Start_WrongConnectionString_SaysWhichAndFails(string argument, string expected) =>
        await ShouldFailAsync([expected], ["--random-ports", argument]);

    [Fact]
    public async Task Start_UnknownOption_IsNamed() => await ShouldFailAsync(["Unknown option --random-port."], ["--random-port"]);

    public void Dispose() => _folder.Dispose();

    private async Task ShouldFailAsync(string[] expected, string[] arguments)
    {
        using var host = HostProcess.Start(_folder.Path, arguments);

        var (exitCode, _, error) = await host.WaitForExitAsync();

        exitCode.ShouldBe(1);
        var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        expected.ShouldAllBe(text => line.Contains(text));
        line.ShouldNotContain("secret-word");
        await Realtime.Testing.Eventually.Async(() => RunningProcesses.Mentioning(_folder.Path).Count == 0, because: "a process outlived its host");
    }
}
