using System.Net;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class ExpiryTests(FileStacks stacks)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_WhoseTimeIsOver_GoesWithItsContentAndRights(bool inFolder)
    {
        var stack = stacks.Of(inFolder);
        using var client = stack.Client("over;realtime.connect");
        var file = await client.UploadAsync(300_000, "?user_id=bob");
        var (id, kept) = (file.IdOf(), (await client.UploadAsync(300_000)).IdOf());
        stacks.HasContent(id).ShouldBe(inFolder);

        await stack.ScalarAsync<int>($"UPDATE files SET expires_at = now() WHERE id = '{id}'");

        await Eventually.Async(async () => await stack.ScalarAsync<long>($"SELECT (SELECT count(*) FROM files WHERE id = '{id}') + (SELECT count(*) FROM file_chunks WHERE file_id = '{id}') + (SELECT count(*) FROM file_grants WHERE file_id = '{id}')") == 0, Deadline, "the file stayed");
        stacks.HasContent(id).ShouldBeFalse();
        (await client.GetAsync(file.UrlOf())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetByteArrayAsync($"/api/v1/files/{kept:N}")).Length.ShouldBe(300_000);
    }

    [Fact]
    public async Task File_ThatCannotBeRemoved_IsPutOffAndHoldsUpNoOther()
    {
        var stack = stacks.Of(inFolder: true);
        using var client = stack.Client("stuck;realtime.connect");
        var (stuck, other) = ((await client.UploadAsync(10)).IdOf(), (await client.UploadAsync(10)).IdOf());
        var path = Path.Combine(stacks.Folder, stuck.ToString("N")[..2], stuck.ToString("N"));
        File.Delete(path);
        Directory.CreateDirectory(path);

        await stack.ScalarAsync<int>($"UPDATE files SET expires_at = now() - CASE id WHEN '{stuck}' THEN interval '1 hour' ELSE interval '1 minute' END WHERE owner = 'stuck'");

        await Eventually.Async(async () => await stack.ScalarAsync<long>($"SELECT count(*) FROM files WHERE id = '{other}'") == 0, Deadline, "the other file stayed");
        (await stack.ScalarAsync<bool>($"SELECT expires_at > now() - interval '30 minutes' FROM files WHERE id = '{stuck}'")).ShouldBeTrue();
        Directory.Delete(path);
        await stack.ScalarAsync<int>("UPDATE files SET expires_at = now() WHERE owner = 'stuck'");
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM files WHERE owner = 'stuck'") == 0, Deadline, "the file stayed");
    }

    [Fact]
    public async Task Expiry_IsThatOfTheLongestMessage_AndShortWithoutOne()
    {
        await using var gateway = await stacks.Database.GatewayAsync("expiry");
        using var client = stacks.Database.Client("alice;realtime.connect");
        var file = (await client.UploadAsync(10)).IdOf();
        (await HoursAsync(file)).ShouldBe(1);
        foreach (var (id, ttl) in new[] { ("m1", 7_200), ("m2", 36_000), ("m3", 60) })
        {
            await gateway.PublishAsync(FakeGateway.Direct("bob", id, Data(file), ttl) with { Type = "file" });
        }

        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM file_grants WHERE file_id = '{file}'") == 3, Deadline);
        (await HoursAsync(file)).ShouldBe(10);
        // The right ends with its message, whoever else may still read the file.
        await stacks.Database.ScalarAsync<int>($"UPDATE file_grants SET expires_at = now() WHERE file_id = '{file}'");
        using var bob = stacks.Database.Client("bob;realtime.connect");
        (await bob.GetAsync($"/api/v1/files/{file:N}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task File_LeavesWithItsMessageWhenTheRoomIsTrimmed()
    {
        await using var gateway = await stacks.Database.GatewayAsync("trim");
        using var client = stacks.Database.Client("alice;realtime.connect");
        var file = (await client.UploadAsync(10)).IdOf();
        var kept = (await client.UploadAsync(10)).IdOf();
        await gateway.PublishAsync(FakeGateway.Room("tiny:a", "t1", Data(file)) with { Type = "file" });
        await gateway.PublishAsync(FakeGateway.Room("tiny:a", "t2", Data(kept)) with { Type = "file" });
        await gateway.PublishAsync(FakeGateway.Room("tiny:a", "t3"));

        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM files WHERE id = '{file}'") == 0, Deadline, "the file stayed");
        (await client.GetAsync($"/api/v1/files/{kept:N}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Upload_NobodyGoesOnWith_IsRemoved()
    {
        using var client = stacks.Database.Client("idle;realtime.connect");
        var path = await client.TusCreateAsync(100);
        await client.TusAppendAsync(path, 0, new byte[50]);
        var id = Guid.Parse(path.Split('/')[^1]);
        (await HoursAsync(id)).ShouldBe(24);
        await stacks.Database.ScalarAsync<int>($"UPDATE files SET expires_at = now() WHERE id = '{id}'");

        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT (SELECT count(*) FROM files WHERE id = '{id}') + (SELECT count(*) FROM file_chunks WHERE file_id = '{id}')") == 0, Deadline);
        (await client.TusAppendAsync(path, 50, new byte[50])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<int> HoursAsync(Guid file) =>
        (int)Math.Round(await stacks.Database.ScalarAsync<double>($"SELECT extract(epoch FROM expires_at - now())::float8 / 3600 FROM files WHERE id = '{file}'"));

    private static string Data(Guid file) => $$$"""{"file":{"id":"{{{file:N}}}"}}""";
}
