using System.Net;
using System.Text.Json;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class UploadTests(FileStacks stacks)
{
    private const long Length = 700_001;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_Uploaded_IsThereWithItsChecksum(bool chunked)
    {
        using var client = stacks.Database.Client("up1;realtime.connect");
        var sha256 = PatternStream.Sha256(Length);

        using var response = await client.SendUploadAsync(Length, "?filename=a%20b.bin", chunked: chunked, digest: $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:");

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var file = answer.GetProperty("file");
        file.EnumerateObject().Select(property => property.Name).ShouldBe(["id", "name", "type", "size", "sha256", "url"]);
        (file.GetProperty("name").GetString(), file.GetProperty("type").GetString(), file.GetProperty("size").GetInt64(), file.GetProperty("sha256").GetString()).ShouldBe(("a b.bin", "image/png", Length, sha256));
        answer.GetProperty("expires_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        response.Headers.Location!.OriginalString.ShouldBe(answer.UrlOf());
        (await client.GetByteArrayAsync(answer.UrlOf())).ShouldBe(PatternStream.Bytes(Length));
        JsonDocument.Parse(await client.GetStringAsync(answer.UrlOf() + "/info")).RootElement.GetRawText().ShouldBe(answer.GetRawText());
    }

    [Fact]
    public async Task File_WithoutContent_IsAFile()
    {
        using var client = stacks.Database.Client("up2;realtime.connect");
        var uploaded = await client.UploadAsync(0);
        using var response = await client.GetAsync(uploaded.UrlOf());
        (response.StatusCode, response.Content.Headers.ContentLength).ShouldBe((HttpStatusCode.OK, 0L));
    }

    [Theory]
    [InlineData("?filename=a/b", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("?filename=a%00b", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("?room=no%20room", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("?room=chat:1&user_id=u1", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("?room=agentchat:1", "image/png", null, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("?user_id=a*b", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("", "multipart/form-data; boundary=x", null, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData("?sha256=abc", "image/png", null, HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("", "image/png", "sha-256=:AAAA:", HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("?sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "image/png", null, HttpStatusCode.UnprocessableEntity, "checksum_mismatch")]
    public async Task Upload_Wrong_IsRefusedWithACodeAndLeavesNothing(string query, string type, string? digest, HttpStatusCode status, string code)
    {
        var owner = $"wrong{Guid.NewGuid():N}";
        using var client = stacks.Database.Client($"{owner};realtime.connect");

        var problem = await client.UploadAsync(1000, query, status, type, digest: digest);

        problem.CodeOf().ShouldBe(code);
        (await FilesOfAsync(stacks.Database, owner)).ShouldBe(0);
    }

    [Theory]
    [InlineData(false, "limits1")]
    [InlineData(true, "limits2")]
    public async Task Limits_OfSizeTypeAndQuota_AreNamed(bool chunked, string owner)
    {
        using var client = stacks.Database.Client($"{owner};realtime.connect");

        var large = await client.UploadAsync(FileStacks.MaxFileBytes + 1, "", HttpStatusCode.RequestEntityTooLarge, chunked: chunked);
        (large.CodeOf(), large.GetProperty("max_bytes").GetInt64()).ShouldBe(("file_too_large", FileStacks.MaxFileBytes));
        (await client.UploadAsync(10, "", HttpStatusCode.UnsupportedMediaType, "application/x-sh")).CodeOf().ShouldBe("type_not_allowed");
        await client.UploadAsync(FileStacks.MaxFileBytes, chunked: chunked);
        var full = await client.UploadAsync(1_000_001, "", HttpStatusCode.Forbidden, chunked: chunked);
        (full.CodeOf(), full.GetProperty("quota_bytes").GetInt64()).ShouldBe(("quota_exceeded", FileStacks.QuotaBytes));
        await client.UploadAsync(1_000_000, type: "text/plain; charset=utf-8", chunked: chunked);
        for (var i = 2; i < FileStacks.QuotaFiles; i++)
        {
            await client.UploadAsync(0);
        }

        (await client.UploadAsync(0, "", HttpStatusCode.Forbidden)).CodeOf().ShouldBe("quota_exceeded");
        (await FilesOfAsync(stacks.Database, owner)).ShouldBe(FileStacks.QuotaFiles);
    }

    [Fact]
    public async Task Quota_IsNotExceededByUploadsAtTheSameTime()
    {
        using var client = stacks.Database.Client("quota;realtime.connect");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => client.SendUploadAsync(500_000, chunked: i % 2 == 0)));

        var stored = answers.Count(answer => answer.StatusCode == HttpStatusCode.Created);
        stored.ShouldBeLessThanOrEqualTo(6);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(16 - stored);
        (await FilesOfAsync(stacks.Database, "quota")).ShouldBe(stored);
        (await stacks.Database.ScalarAsync<long>("SELECT count(*) FROM file_chunks JOIN files ON id = file_id WHERE owner = 'quota'")).ShouldBe(stored * 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_CutWithinTheBody_LeavesNothing(bool inFolder)
    {
        var stack = stacks.Of(inFolder);
        using var tcp = await FileCalls.BeginAsync(new Uri(stack.First.Urls.First()), "POST", "/api/v1/files", 2_000_000, PatternStream.Bytes(1_000_000), "cut;realtime.connect", "Content-Type: image/png");
        // Some of it is stored already.
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT received FROM files WHERE owner = 'cut'") > 500_000, TimeSpan.FromSeconds(60));
        var id = await stack.ScalarAsync<Guid>("SELECT id FROM files WHERE owner = 'cut'");
        stacks.HasContent(id).ShouldBe(inFolder);

        tcp.Cut();

        await Eventually.Async(async () => await FilesOfAsync(stack, "cut") == 0, TimeSpan.FromSeconds(60), "the row stayed");
        (await stack.ScalarAsync<long>($"SELECT count(*) FROM file_chunks WHERE file_id = '{id}'")).ShouldBe(0);
        stacks.HasContent(id).ShouldBeFalse();
    }

    private static async Task<long> FilesOfAsync(DeliveryStack stack, string owner) => await stack.ScalarAsync<long>($"SELECT count(*) FROM files WHERE owner = '{owner}'");
}
