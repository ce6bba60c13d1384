using System.Net;
using System.Text;
using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class FileRightTests(FileStacks stacks)
{
    private readonly string _owner = $"owner{Guid.NewGuid():N}";

    [Theory]
    [InlineData("bob;realtime.connect", true)]
    [InlineData("bob;realtime.connect;chat:*=subscribe", true)]
    [InlineData("bob;realtime.connect;chat:*=history", true)]
    [InlineData("bob;realtime.connect;chat:*=publish", false)]
    [InlineData("bob;realtime.connect;project:*=subscribe,history", false)]
    [InlineData("service;realtime.read", true)]
    [InlineData("service;realtime.publish;project:*=history", false)]
    public async Task File_SentToARoom_IsForThoseWhoMayFollowIt(string reader, bool allowed)
    {
        var file = await UploadAsync();
        await SendAsync(FakeGateway.Room("chat:rights", Guid.NewGuid().ToString("N"), Data(file)) with { Sender = _owner, Type = "file" }, file);

        await ShouldReadAsync(file, reader, allowed);
    }

    [Theory]
    [InlineData("bob;realtime.connect", true)]
    [InlineData("carol;realtime.connect", false)]
    public async Task File_SentToAUser_IsForThatUser(string reader, bool allowed)
    {
        var file = await UploadAsync();
        await SendAsync(FakeGateway.Direct("bob", Guid.NewGuid().ToString("N"), Data(file)) with { Sender = _owner, Type = "file" }, file);

        await ShouldReadAsync(file, reader, allowed);
    }

    [Fact]
    public async Task File_NobodyWasSent_IsForItsOwnerAlone()
    {
        var file = await UploadAsync();
        await ShouldReadAsync(file, $"{_owner};realtime.connect", true);
        await ShouldReadAsync(file, "bob;realtime.connect", false);
    }

    [Fact]
    public async Task File_NamedByAStranger_StaysClosed()
    {
        await using var gateway = await stacks.Database.GatewayAsync($"g{Guid.NewGuid():N}", "user.mallory");
        var file = await UploadAsync();
        await gateway.PublishAsync(FakeGateway.Direct("mallory", "steal", Data(file)) with { Sender = "mallory", Type = "file" });
        await gateway.DrainAsync("mallory");
        await ShouldReadAsync(file, "mallory;realtime.connect", false);
    }

    [Fact]
    public async Task File_PassedOnByWhoGotIt_OpensFurther()
    {
        var file = await UploadAsync();
        await SendAsync(FakeGateway.Direct("bob", Guid.NewGuid().ToString("N"), Data(file)) with { Sender = _owner, Type = "file" }, file);
        await SendAsync(FakeGateway.Direct("dave", Guid.NewGuid().ToString("N"), $$$"""{"files":[7,{"x":{"id":1},"id":"{{{file:N}}}"}],"text":"look"}""") with { Sender = "bob", Type = "file" }, file, 2);
        await ShouldReadAsync(file, "dave;realtime.connect", true);
    }

    [Fact]
    public async Task File_PassedOnByWhoseRightIsOver_StaysClosed()
    {
        var file = await UploadAsync();
        await SendAsync(FakeGateway.Direct("frank", Guid.NewGuid().ToString("N"), Data(file)) with { Sender = _owner, Type = "file" }, file);
        await stacks.Database.ScalarAsync<int>($"UPDATE file_grants SET expires_at = now() - interval '1 second' WHERE file_id = '{file}'");
        await using var gateway = await stacks.Database.GatewayAsync($"g{Guid.NewGuid():N}");
        foreach (var reader in new[] { "frank", "grace" })
        {
            await gateway.PublishAsync(FakeGateway.Direct(reader, Guid.NewGuid().ToString("N"), Data(file)) with { Sender = "frank", Type = "file" });
            await gateway.DrainAsync(reader);
            await ShouldReadAsync(file, $"{reader};realtime.connect", false);
        }
    }

    [Fact]
    public async Task File_OfAService_SentOverHttp_IsForTheUser()
    {
        using var service = stacks.Database.Client("service;realtime.publish");
        using var erin = stacks.Database.Client("erin;realtime.connect");
        await Promised.WithinAsync(TimeSpan.Zero, async () =>
        {
            var file = (await service.UploadAsync(10)).IdOf();
            using var response = await service.PostAsync("/api/v1/users/erin/messages", new StringContent($$$"""{"type":"file","data":{{{Data(file)}}}}""", Encoding.UTF8, "application/json"));
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);

            // At once: who is faster than the row of the message waits for it, though not for as long as a slow machine may take.
            using var read = await erin.GetAsync($"/api/v1/files/{file:N}");
            return read.StatusCode == HttpStatusCode.OK ? TimeSpan.Zero : TimeSpan.MaxValue;
        });
    }

    [Theory]
    [InlineData("?room=vendor:7", "bob;realtime.connect", true)]
    [InlineData("?room=vendor:7", "bob;realtime.connect;chat:*=subscribe", false)]
    [InlineData("?user_id=bob", "bob;realtime.connect", true)]
    [InlineData("?user_id=bob", "carol;realtime.connect", false)]
    public async Task Target_NamedAtTheUpload_NeedsNoMessage(string query, string reader, bool allowed)
    {
        using var owner = stacks.Database.Client($"{_owner};realtime.connect");
        var file = (await owner.UploadAsync(10, query)).IdOf();
        await ShouldReadAsync(file, reader, allowed);
    }

    [Theory]
    [InlineData("bob=direct", HttpStatusCode.Created)]
    [InlineData("b*=*", HttpStatusCode.Created)]
    [InlineData("bob=publish", HttpStatusCode.Forbidden)]
    public async Task Target_ANarrowedTokenMayNotWriteTo_IsRefused(string capability, HttpStatusCode status)
    {
        using var client = stacks.Database.Client($"{_owner};realtime.connect;{capability}");
        await client.UploadAsync(10, "?user_id=bob", status);
    }

    private async Task<Guid> UploadAsync()
    {
        using var owner = stacks.Database.Client($"{_owner};realtime.connect");
        return (await owner.UploadAsync(10)).IdOf();
    }

    /// <summary>Publishes as a gateway does and waits until the message is stored.</summary>
    private async Task SendAsync(BatchEntry entry, Guid file, int grants = 1)
    {
        await using var gateway = await stacks.Database.GatewayAsync($"g{Guid.NewGuid():N}");
        await gateway.PublishAsync(entry);
        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM file_grants WHERE file_id = '{file}'") == grants, TimeSpan.FromSeconds(60), "the right did not come with the message");
    }

    private async Task ShouldReadAsync(Guid file, string token, bool allowed)
    {
        using var client = stacks.Database.Client(token);
        (await client.GetAsync($"/api/v1/files/{file:N}")).StatusCode.ShouldBe(allowed ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        if (allowed)
        {
            (await client.GetAsync($"/api/v1/files/{file:N}/info")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static string Data(Guid file) => $$$"""{"text":"see","file":{"name":"a","id":"{{{file:N}}}"}}""";
}
