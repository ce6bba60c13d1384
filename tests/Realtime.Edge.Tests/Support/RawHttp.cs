using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Realtime.Edge.Tests.Support;

/// <summary>Sends exactly the bytes of a test: HttpClient would tidy them up first.</summary>
internal static class RawHttp
{
    public static Task<HttpResponseMessage> GetAsync(int port, string target) =>
        SendAsync(port, $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");

    public static async Task<HttpResponseMessage> SendAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        return Parse(await ReadToEndAsync(client.GetStream()));
    }

    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, deadline.Token);
        }
        catch (IOException)
        {
            // A reset ends the answer as well as a close does.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static HttpResponseMessage Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture)) { Content = new StringContent(text[(end + 4)..]) };
        foreach (var line in lines.Skip(1))
        {
            response.Headers.TryAddWithoutValidation(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        }

        return response;
    }
}
