using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>Two services for all tests of files, one that keeps them in the database and one in a folder. Tests tell themselves apart by their owners.</summary>
public sealed class FileStacks : IAsyncLifetime
{
    public const long MaxFileBytes = 2_000_000;
    public const long QuotaBytes = 3_000_000;
    public const long QuotaFiles = 20;

    private static readonly string[] Options =
    [
        $"--Attachments:MaxFileBytes={MaxFileBytes}",
        $"--Attachments:QuotaBytes={QuotaBytes}",
        $"--Attachments:QuotaFiles={QuotaFiles}",
        "--Attachments:AllowedTypes:0=image/*",
        "--Attachments:AllowedTypes:1=text/*",
        "--Attachments:AllowedTypes:2=video/mp4",
        "--Attachments:AllowedTypes:3=application/octet-stream",
        "--Attachments:SweepInterval=00:00:00.2",
        "--Delivery:SweepInterval=00:00:00.1",
        "--Rooms:Namespaces:tiny:HistorySize=2",
    ];

    private readonly ServersFixture _servers = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-files-");
    private DeliveryStack? _database;
    private DeliveryStack? _inFolder;

    public ServersFixture Servers => _servers;

    internal string Folder => Path.Combine(_folder.FullName, "files");

    internal DeliveryStack Database => _database ?? throw new InvalidOperationException("The stacks are not started.");

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _database = await DeliveryStack.StartAsync(_servers, Options);
        _inFolder = await DeliveryStack.StartAsync(_servers, [.. Options, "--Attachments:Storage=Folder", $"--Attachments:Folder={Folder}"]);
    }

    public async Task DisposeAsync()
    {
        await _inFolder!.DisposeAsync();
        await Database.DisposeAsync();
        await _servers.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal DeliveryStack Of(bool inFolder) => inFolder ? _inFolder! : Database;

    /// <summary>Whether a file has content outside the database.</summary>
    internal bool HasContent(Guid id) => File.Exists(Path.Combine(Folder, id.ToString("N")[..2], id.ToString("N")));
}
