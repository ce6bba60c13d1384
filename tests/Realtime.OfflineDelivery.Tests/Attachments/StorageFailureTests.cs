using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class StorageFailureTests(FileStacks stacks)
{
    [Fact]
    public async Task Database_WithAFullDisk_Is507AndTheUploadGoesOnLater()
    {
        var stack = stacks.Database;
        using var client = stack.Client("fulldisk;realtime.connect");
        var path = await client.TusCreateAsync(300_000);
        var content = PatternStream.Bytes(300_000);
        (await client.TusAppendAsync(path, 0, content[..100_000])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await stack.ScalarAsync<int>("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$");
        await stack.ScalarAsync<int>("CREATE TRIGGER full_disk BEFORE INSERT ON file_chunks EXECUTE FUNCTION full_disk()");
        try
        {
            (await client.UploadAsync(1000, "", HttpStatusCode.InsufficientStorage)).CodeOf().ShouldBe("storage_full");
            (await client.TusAppendAsync(path, 100_000, content[100_000..])).StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        }
        finally
        {
            await stack.ScalarAsync<int>("DROP TRIGGER full_disk ON file_chunks");
        }

        (await stack.ScalarAsync<long>("SELECT count(*) FROM files WHERE owner = 'fulldisk'")).ShouldBe(1);
        (await client.TusOffsetAsync(path)).ShouldBe(100_000);
        (await client.TusAppendAsync(path, 100_000, content[100_000..])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetByteArrayAsync(path)).ShouldBe(content);
    }

    [Fact]
    public async Task Database_Away_Is503AndNothingIsLost()
    {
        await using var stack = await DeliveryStack.StartAsync(stacks.Servers);
        using var client = stack.Client("u1;realtime.connect");
        var url = (await client.UploadAsync(1000)).UrlOf();
        var path = await client.TusCreateAsync(3);
        await SetReachableAsync(stack, false);

        (await client.UploadAsync(1000, "", HttpStatusCode.ServiceUnavailable)).CodeOf().ShouldBe("unavailable");
        (await client.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.TusAppendAsync(path, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await SetReachableAsync(stack, true);
        await Eventually.Async(async () => (await client.GetAsync(url)).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(60));

        // Other connections of the pool may not know yet that theirs was ended.
        await Eventually.Async(async () => (await client.TusAppendAsync(path, 0, [1, 2, 3])).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Folder_WithTooLittleSpaceLeft_Is507()
    {
        using var folder = new TempFolder();
        await using var stack = await DeliveryStack.StartAsync(stacks.Servers, "--Attachments:Storage=Folder", $"--Attachments:Folder={folder.Path}", $"--Attachments:FolderMinFreeBytes={long.MaxValue / 2}");
        using var client = stack.Client("u1;realtime.connect");
        (await client.UploadAsync(1000, "", HttpStatusCode.InsufficientStorage)).CodeOf().ShouldBe("storage_full");
        Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        // Messages are not concerned, not even those of files.
        await using var gateway = await stack.GatewayAsync("fullfolder");
        await gateway.PublishAsync(FakeGateway.Direct("bob", "still-accepted", $$$"""{"file":{"id":"{{{Guid.NewGuid():N}}}"}}""") with { Type = "file" });
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox WHERE message_id = 'still-accepted'") == 1, TimeSpan.FromSeconds(60), "the message was not accepted");
        (await stack.ScalarAsync<long>("SELECT count(*) FROM files")).ShouldBe(0);
    }

    [Fact]
    public async Task Folder_ThatCannotBeUsed_Is503AndComesBack()
    {
        var stack = stacks.Of(inFolder: true);
        using var client = stack.Client("nofolder;realtime.connect");
        var url = (await client.UploadAsync(1000)).UrlOf();
        var aside = stacks.Folder + ".aside";
        Directory.Move(stacks.Folder, aside);
        await File.WriteAllTextAsync(stacks.Folder, "");
        try
        {
            (await client.UploadAsync(1000, "", HttpStatusCode.ServiceUnavailable)).CodeOf().ShouldBe("unavailable");
            (await client.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            File.Delete(stacks.Folder);
            Directory.Move(aside, stacks.Folder);
        }

        (await client.GetByteArrayAsync(url)).Length.ShouldBe(1000);
        // What failed then is removed in time.
        await stack.ScalarAsync<int>($"UPDATE files SET expires_at = now() WHERE owner = 'nofolder' AND completed_at IS NULL");
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM files WHERE owner = 'nofolder'") == 1, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Folder_WhoseDiskIsFull_SaysSo()
    {
        using var folder = new TempFolder();
        var id = Guid.NewGuid();
        var name = id.ToString("N");
        Directory.CreateDirectory(Path.Combine(folder.Path, name[..2]));
        File.CreateSymbolicLink(Path.Combine(folder.Path, name[..2], name), "/dev/full");
        var content = new FolderFileContent(Options.Create(new AttachmentOptions { Storage = AttachmentStorage.Folder, Folder = folder.Path, FolderMinFreeBytes = 0 }));

        await using var writer = (await content.OpenAsync(id, CancellationToken.None))!;
        await Should.ThrowAsync<StorageFullException>(async () => await writer.WriteAsync(0, new byte[10], CancellationToken.None));
    }

    [Fact]
    public async Task Folder_ForASecondWriterOfOneFile_IsBusy()
    {
        using var folder = new TempFolder();
        var id = Guid.NewGuid();
        var content = new FolderFileContent(Options.Create(new AttachmentOptions { Storage = AttachmentStorage.Folder, Folder = folder.Path }));
        await using var writer = await content.OpenAsync(id, CancellationToken.None);
        writer.ShouldNotBeNull();
        (await content.OpenAsync(id, CancellationToken.None)).ShouldBeNull();
    }

    private static async Task SetReachableAsync(DeliveryStack stack, bool reachable)
    {
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(stack.DatabaseAddress) { Database = "postgres", Pooling = false }.ConnectionString);
        var name = new NpgsqlConnectionStringBuilder(stack.DatabaseAddress).Database;
        await using var allow = admin.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {(reachable ? "true" : "false")}");
        await allow.ExecuteNonQueryAsync();
        await using var end = admin.CreateCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await end.ExecuteNonQueryAsync();
    }
}
