using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>Requests for files, as clients make them.</summary>
internal static class FileCalls
{
    public static async Task<JsonElement> UploadAsync(this HttpClient client, long length, string query = "?filename=a.bin", HttpStatusCode status = HttpStatusCode.Created, string type = "image/png", bool chunked = false, string? digest = null)
    {
        using var response = await client.SendUploadAsync(length, query, type, chunked, digest);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        if (status != HttpStatusCode.Created)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<HttpResponseMessage> SendUploadAsync(this HttpClient client, long length, string query = "", string type = "image/png", bool chunked = false, string? digest = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files" + query) { Content = new StreamContent(new PatternStream(length)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TransferEncodingChunked = chunked;
        if (digest is not null)
        {
            request.Headers.Add("Repr-Digest", digest);
        }

        return await client.SendAsync(request);
    }

    public static string UrlOf(this JsonElement uploaded) => uploaded.GetProperty("file").GetProperty("url").GetString()!;

    public static Guid IdOf(this JsonElement uploaded) => Guid.Parse(uploaded.GetProperty("file").GetProperty("id").GetString()!);

    public static string CodeOf(this JsonElement problem) => problem.GetProperty("code").GetString()!;

    public static async Task<HttpResponseMessage> TusAsync(this HttpClient client, string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }

        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Begins a resumable upload and returns its address.</summary>
    public static async Task<string> TusCreateAsync(this HttpClient client, long length, params (string Key, string Value)[] metadata)
    {
        var pairs = string.Join(',', metadata.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
        using var response = await client.TusAsync("POST", "/api/v1/files", null, ("Upload-Length", $"{length}"), ("Upload-Metadata", pairs));
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> TusAppendAsync(this HttpClient client, string path, long offset, byte[] body) => client.TusAsync("PATCH", path, body, ("Upload-Offset", $"{offset}"));

    public static async Task<long> TusOffsetAsync(this HttpClient client, string path)
    {
        using var response = await client.TusAsync("HEAD", path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the head and a part of the body, and returns the connection for the test to cut.</summary>
    public static async Task<TcpClient> BeginAsync(Uri address, string method, string path, long length, byte[] part, string token, params string[] headers)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        var head = $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await tcp.GetStream().WriteAsync(part);
        return tcp;
    }

    /// <summary>Cuts a connection so that the server sees a reset.</summary>
    public static void Cut(this TcpClient tcp)
    {
        tcp.LingerState = new LingerOption(true, 0);
        tcp.Dispose();
    }
}
