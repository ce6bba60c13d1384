using System.Net;
using System.Text.Json;
using Realtime.OfflineDelivery.Tests.Support;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class DownloadTests(FileStacks stacks)
{
    private const int Length = 600_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ranges_AreServedAsAsked(bool inFolder)
    {
        using var client = stacks.Of(inFolder).Client("down1;realtime.connect");
        var content = PatternStream.Bytes(Length);
        var url = (await client.UploadAsync(Length)).UrlOf();
        var tag = $"\"{PatternStream.Sha256(Length)}\"";

        foreach (var (range, from, to) in new[] { ("bytes=0-0", 0, 0), ("bytes=262100-262200", 262_100, 262_200), ("bytes=599990-", 599_990, Length - 1), ("bytes=-5", Length - 5, Length - 1), ("bytes=262144-9999999", 262_144, Length - 1) })
        {
            using var part = await GetAsync(client, url, ("Range", range));
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent, range);
            part.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {from}-{to}/{Length}");
            (await part.Content.ReadAsByteArrayAsync()).ShouldBe(content[from..(to + 1)]);
        }

        using var beyond = await GetAsync(client, url, ("Range", $"bytes={Length}-"));
        (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()).ShouldBe((HttpStatusCode.RequestedRangeNotSatisfiable, $"bytes */{Length}"));
        JsonDocument.Parse(await beyond.Content.ReadAsStringAsync()).RootElement.CodeOf().ShouldBe("range_not_satisfiable");
        (await GetAsync(client, url, ("Range", "bytes=0-9"), ("If-Range", tag))).StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await GetAsync(client, url, ("Range", "bytes=0-9"), ("If-Range", "\"other\""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var known = await GetAsync(client, url, ("If-None-Match", tag));
        (known.StatusCode, known.Headers.ETag!.Tag, (await known.Content.ReadAsByteArrayAsync()).Length).ShouldBe((HttpStatusCode.NotModified, tag, 0));
        (await GetAsync(client, url, ("If-Match", "\"other\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Answer_CannotBeMistakenForAPage()
    {
        using var client = stacks.Database.Client("down2;realtime.connect");
        var url = (await client.UploadAsync(100, "?filename=%22x%22%20%E2%82%AC.html", type: "text/html")).UrlOf();

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await client.SendAsync(new HttpRequestMessage(method, url));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            response.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("\"x\" €.html");
            response.Content.Headers.ContentType!.ToString().ShouldBe("text/html");
            response.Content.Headers.ContentLength.ShouldBe(100);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
            response.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
            response.Headers.AcceptRanges.ShouldBe(["bytes"]);
            response.Headers.GetValues("Repr-Digest").Single().ShouldStartWith("sha-256=:");
            (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBe(method == HttpMethod.Get ? 100 : 0);
        }
    }

    [Fact]
    public async Task Without_AToken_NothingIsServed()
    {
        using var client = stacks.Database.Client("nonsense");
        (await client.GetAsync($"/api/v1/files/{Guid.NewGuid():N}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsync("/api/v1/files", new ByteArrayContent([1]))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
