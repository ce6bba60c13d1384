using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class ResumableUploadTests(FileStacks stacks)
{
    [Fact]
    public async Task Options_TellWhatIsSpoken()
    {
        using var client = new HttpClient { BaseAddress = new Uri(stacks.Database.First.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/files");
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Headers.GetValues("Tus-Version").ShouldBe(["1.0.0"]);
        response.Headers.GetValues("Tus-Extension").ShouldBe(["creation,expiration,termination"]);
        response.Headers.GetValues("Tus-Max-Size").ShouldBe([$"{FileStacks.MaxFileBytes}"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_CutAndResumedAtAnotherReplica_IsWhole(bool inFolder)
    {
        const long length = 1_500_000;
        var stack = stacks.Of(inFolder);
        var content = PatternStream.Bytes(length);
        using var client = stack.Client("resume;realtime.connect");
        var path = await client.TusCreateAsync(length, ("filename", "größe.bin"), ("filetype", "video/mp4"), ("sha256", PatternStream.Sha256(length)));
        using var first = await client.TusAppendAsync(path, 0, content[..400_000]);
        (first.StatusCode, first.Headers.GetValues("Upload-Offset").Single()).ShouldBe((HttpStatusCode.NoContent, "400000"));
        DateTimeOffset.ParseExact(first.Headers.GetValues("Upload-Expires").Single(), "R", CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var tcp = await FileCalls.BeginAsync(new Uri(stack.First.Urls.First()), "PATCH", path, 1_100_000, content[400_000..1_000_000], "resume;realtime.connect", "Tus-Resumable: 1.0.0", "Upload-Offset: 400000", "Content-Type: application/offset+octet-stream"))
        {
            await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT received FROM files WHERE owner = 'resume'") > 800_000, TimeSpan.FromSeconds(60));
            tcp.Cut();
        }

        var other = await stack.AddReplicaAsync();
        using (var again = stack.Client("resume;realtime.connect", other))
        {
            // The first replica may still be writing what it had read when the connection was cut.
            await Eventually.Async(
                async () =>
                {
                    var offset = await again.TusOffsetAsync(path);
                    using var rest = await again.TusAppendAsync(path, offset, content[(int)offset..]);
                    rest.StatusCode.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Locked);
                    return rest.StatusCode == HttpStatusCode.NoContent;
                },
                TimeSpan.FromSeconds(60));
        }

        await stack.RemoveReplicaAsync(other);
        var info = await client.GetFromJsonAsync<JsonElement>(path + "/info");
        info.GetProperty("file").GetProperty("sha256").GetString().ShouldBe(PatternStream.Sha256(length));
        info.GetProperty("file").GetProperty("name").GetString().ShouldBe("größe.bin");
        (await client.GetByteArrayAsync(path)).ShouldBe(content);
        (await client.TusOffsetAsync(path)).ShouldBe(length);
        stacks.HasContent(info.IdOf()).ShouldBe(inFolder);
    }

    [Fact]
    public async Task Requests_AgainstTheProtocol_AreRefusedAndChangeNothing()
    {
        using var client = stacks.Database.Client("tus1;realtime.connect");
        using var stranger = stacks.Database.Client("tus2;realtime.connect");
        var path = await client.TusCreateAsync(10);
        (await client.TusAppendAsync(path, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ShouldBeAsync(client.TusAppendAsync(path, 0, [9]), HttpStatusCode.Conflict, "wrong_offset");
        await ShouldBeAsync(client.TusAppendAsync(path, 4, [9]), HttpStatusCode.Conflict, "wrong_offset");
        await ShouldBeAsync(client.TusAppendAsync(path, 3, new byte[8]), HttpStatusCode.RequestEntityTooLarge, "file_too_large");
        await ShouldBeAsync(client.TusAsync("PATCH", path, [9], ("Upload-Offset", "x")), HttpStatusCode.BadRequest, "invalid_input");
        await ShouldBeAsync(client.TusAsync("PATCH", path, [9], ("Upload-Offset", "3"), ("Tus-Resumable", "0.2.2")), HttpStatusCode.PreconditionFailed, "tus_version");
        await ShouldBeAsync(stranger.TusAppendAsync(path, 3, [9]), HttpStatusCode.NotFound, "not_found");
        await ShouldBeAsync(stranger.TusAsync("DELETE", path), HttpStatusCode.NotFound, "not_found");
        (await stranger.TusAsync("HEAD", path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await ShouldBeAsync(client.TusAsync("POST", "/api/v1/files"), HttpStatusCode.BadRequest, "invalid_input");
        await ShouldBeAsync(client.TusAsync("POST", "/api/v1/files", null, ("Upload-Length", "5"), ("Upload-Metadata", "filename !")), HttpStatusCode.BadRequest, "invalid_input");
        await ShouldBeAsync(client.TusAsync("POST", "/api/v1/files", null, ("Upload-Length", $"{FileStacks.MaxFileBytes + 1}")), HttpStatusCode.RequestEntityTooLarge, "file_too_large");
        using var otherType = new HttpRequestMessage(HttpMethod.Patch, path) { Content = new ByteArrayContent([9]), Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", "3" } } };
        await ShouldBeAsync(client.SendAsync(otherType), HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

        (await client.TusOffsetAsync(path)).ShouldBe(3);
        (await client.TusAppendAsync(path, 3, new byte[7])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetByteArrayAsync(path)).ShouldBe([1, 2, 3, 0, 0, 0, 0, 0, 0, 0]);
        (await client.TusAsync("DELETE", path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Upload_InPiecesThatIsNotWhatWasPromised_LeavesNothing()
    {
        using var client = stacks.Database.Client("tus3;realtime.connect");
        var path = await client.TusCreateAsync(6, ("sha256", PatternStream.Sha256(6)));
        (await client.TusAppendAsync(path, 0, [1, 2, 3])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeAsync(client.TusAppendAsync(path, 3, [1, 2, 3]), HttpStatusCode.UnprocessableEntity, "checksum_mismatch");
        (await stacks.Database.ScalarAsync<long>("SELECT count(*) FROM files WHERE owner = 'tus3'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_CutAfterItsLastByte_IsFinishedWhenAskedFor(bool inFolder)
    {
        var stack = stacks.Of(inFolder);
        using var client = stack.Client("tus6;realtime.connect");
        var content = PatternStream.Bytes(300_000);
        var path = await client.TusCreateAsync(300_000, ("sha256", PatternStream.Sha256(300_000)));
        (await client.TusAppendAsync(path, 0, content)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // As a service that died before the last step leaves it.
        await stack.ScalarAsync<int>("UPDATE files SET completed_at = NULL WHERE owner = 'tus6'");
        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await client.TusOffsetAsync(path)).ShouldBe(300_000);

        (await client.GetByteArrayAsync(path)).ShouldBe(content);
    }

    [Fact]
    public async Task Upload_WithoutContent_IsWholeAtOnce()
    {
        using var client = stacks.Database.Client("tus4;realtime.connect");
        var path = await client.TusCreateAsync(0);
        (await client.GetByteArrayAsync(path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task TwoWriters_AtTheSameOffset_OneWins()
    {
        using var client = stacks.Database.Client("tus5;realtime.connect");
        var path = await client.TusCreateAsync(600_000);
        var content = PatternStream.Bytes(600_000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.TusAppendAsync(path, 0, content)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Locked).ShouldBe(3);
        (await client.GetByteArrayAsync(path)).ShouldBe(content);
    }

    private static async Task ShouldBeAsync(Task<HttpResponseMessage> call, HttpStatusCode status, string code)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        JsonDocument.Parse(text).RootElement.CodeOf().ShouldBe(code);
    }
}
