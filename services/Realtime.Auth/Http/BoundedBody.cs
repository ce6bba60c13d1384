namespace Realtime.Auth.Http;

/// <summary>Reads bodies whole, up to a limit. What is above it the server reads and throws away, or the proxy before it would see a reset instead of the answer.</summary>
internal static class BoundedBody
{
    /// <summary>The body, or null when it is larger.</summary>
    public static async ValueTask<byte[]?> TryReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[4_096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
