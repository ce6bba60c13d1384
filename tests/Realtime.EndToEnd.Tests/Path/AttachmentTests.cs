using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Npgsql;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Path;

/// <summary>Files as clients send and get them: uploaded over HTTP, carried by a message on a socket, read under the rights of those it reached.</summary>
[Collection(StackCollection.Name)]
public sealed class AttachmentTests(StackFixture stack)
{
    private readonly string _run = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_file_sent_to_a_room_is_read_by_its_members_in_parts_and_by_nobody_else()
    {
        var content = RandomNumberGenerator.GetBytes(700_000);
        await using var ann = await stack.ConnectAsync(User("ann"));
        await using var bob = await stack.ConnectAsync(User("bob"));
        foreach (var member in new[] { ann, bob })
        {
            await member.SubscribeAsync($"chat:{_run}");
        }

        var reference = await UploadAsync("ann", content);
        await ann.AskAsync("publish", new { room = $"chat:{_run}", type = "file", data = new { text = "the plan", file = reference } });

        var message = await bob.WaitForAsync("file");
        message["data"]!["file"]!.ToJsonString().ShouldBe(reference.ToJsonString());
        var url = (string)message["data"]!["file"]!["url"]!;
        // At once: the right came with the message.
        using var whole = await GetAsync(url, "bob");
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(content);
        var tag = whole.Headers.ETag!.Tag;
        tag.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(content)));
        using var part = await GetAsync(url, "bob", ("Range", "bytes=262140-262149"), ("If-Range", tag));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 262140-262149/700000");
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(content[262_140..262_150]);
        using var known = await GetAsync(url, "bob", ("If-None-Match", tag));
        (known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).Length).ShouldBe((HttpStatusCode.NotModified, 0));

        // A token that is for other rooms, and none: for them there is no such file.
        (await StatusAsync(url, await stack.Tokens.ForUserAsync(User("mallory"), ("cap", """{"chat:other":["subscribe","history"]}""")))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(url, null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_file_sent_to_a_user_who_was_away_waits_with_its_message_and_ends_with_it()
    {
        await using var ann = await stack.ConnectAsync(User("ann"));
        var lasting = await UploadAsync("ann", [1, 2, 3]);
        var brief = await UploadAsync("ann", [4, 5, 6]);
        await ann.AskAsync("direct", new { user_id = User("carol"), type = "file", data = new { file = lasting } });

        await using (var carol = await stack.ConnectAsync(User("carol")))
        {
            var message = await carol.WaitForAsync("file");
            using var answer = await GetAsync((string)message["data"]!["file"]!["url"]!, "carol");
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBe([1, 2, 3]);
            await carol.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { (string)message["message_id"]! } } });
        }

        var stranger = await stack.Tokens.ForUserAsync(User("dave"));
        (await StatusAsync((string)lasting["url"]!, stranger)).ShouldBe(HttpStatusCode.NotFound);
        // A stranger's message that names it opens nothing.
        await using (var dave = await stack.ConnectAsync(User("dave")))
        {
            await dave.AskAsync("direct", new { user_id = User("dave"), type = "file", data = new { file = lasting } });
            await dave.WaitForAsync("file");
        }

        (await StatusAsync((string)lasting["url"]!, stranger)).ShouldBe(HttpStatusCode.NotFound);

        // The right lasts as long as the message may.
        await ann.AskAsync("direct", new { user_id = User("carol"), type = "file", ttl_seconds = 20, data = new { file = brief } });
        var token = await stack.Tokens.ForUserAsync(User("carol"));
        await Eventually.Async(async () => await ScalarAsync("SELECT count(*) FROM file_grants WHERE target = $1", $"user.{User("carol")}") == 2, TimeSpan.FromSeconds(60), "the right did not come");
        await Eventually.Async(
            async () =>
            {
                if (await StatusAsync((string)brief["url"]!, token) is HttpStatusCode.NotFound)
                {
                    return true;
                }

                // The edge limits what one caller may ask.
                await Task.Delay(500);
                return false;
            },
            TimeSpan.FromSeconds(90),
            "the right stayed");
        (await StatusAsync((string)lasting["url"]!, token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_upload_that_lost_its_connection_goes_on_and_one_that_nobody_can_finish_leaves_nothing()
    {
        var content = RandomNumberGenerator.GetBytes(900_000);
        var token = await stack.Tokens.ForUserAsync(User("erin"));
        using var begun = await TusAsync("POST", "/api/v1/files", token, null, ("Upload-Length", "900000"), ("Upload-Metadata", $"filename {Convert.ToBase64String("plan.pdf"u8)}"));
        begun.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = begun.Headers.Location!.OriginalString;
        await SendAndCutAsync($"PATCH {path} HTTP/1.1", token, 900_000, content[..500_000], "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n");
        await Eventually.Async(
            async () =>
            {
                using var told = await TusAsync("HEAD", path, token);
                var offset = int.Parse(told.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
                using var rest = await TusAsync("PATCH", path, token, content[offset..], ("Upload-Offset", $"{offset}"));
                return rest.StatusCode == HttpStatusCode.NoContent;
            },
            TimeSpan.FromSeconds(60),
            "the upload did not go on");
        using var whole = await GetAsync(path, "erin");
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(content);

        await SendAndCutAsync("POST /api/v1/files HTTP/1.1", await stack.Tokens.ForUserAsync(User("frank")), 900_000, content[..500_000], "Content-Type: image/png\r\n");
        await Eventually.Async(async () => await FilesOfAsync(User("frank")) == 0, TimeSpan.FromSeconds(60), "the broken upload left something");
    }

    private string User(string name) => $"{name}-{_run}";

    private async Task<JsonNode> UploadAsync(string user, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?filename=plan.bin") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForUserAsync(User(user)));
        using var answer = await stack.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["file"]!;
    }

    private async Task<HttpResponseMessage> GetAsync(string url, string user, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForUserAsync(User(user)));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await stack.Http.SendAsync(request);
    }

    private async Task<HttpStatusCode> StatusAsync(string url, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await stack.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> TusAsync(string method, string path, string token, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }

        return await stack.Http.SendAsync(request);
    }

    /// <summary>Begins a request to the edge and resets the connection within its body, when some of it has been stored.</summary>
    private async Task SendAndCutAsync(string requestLine, string token, int length, byte[] part, string headers)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(stack.Edge.Host, stack.Edge.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{requestLine}\r\nHost: {stack.Edge.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n{headers}\r\n"));
        await tcp.GetStream().WriteAsync(part);
        await Eventually.Async(async () => await ScalarAsync("SELECT count(*) FROM files WHERE owner LIKE $1 AND completed_at IS NULL AND received > 0", $"%{_run}") > 0, TimeSpan.FromSeconds(60), "nothing of the upload was stored");
        tcp.LingerState = new LingerOption(true, 0);
    }

    private Task<long> FilesOfAsync(string owner) => ScalarAsync("SELECT (SELECT count(*) FROM files WHERE owner = $1) + (SELECT count(*) FROM file_chunks JOIN files ON id = file_id WHERE owner = $1)", owner);

    private async Task<long> ScalarAsync(string sql, string parameter)
    {
        await using var database = NpgsqlDataSource.Create((await stack.App.GetConnectionStringAsync("deliverydb"))!);
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(parameter);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
