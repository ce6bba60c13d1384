using System.Text.Json;

namespace Realtime.Auth.Http;

/// <summary>Reads a request body as a JSON object; null for everything else.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 8;

    public static async ValueTask<JsonDocument?> TryReadObjectAsync(HttpContext context, int maxBytes)
    {
        var body = await BoundedBody.TryReadAsync(context, maxBytes)
            ?? throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        return TryParse(body);
    }

    private static JsonDocument? TryParse(byte[] json)
    {
        try
        {
            var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object && JsonText.IsWellFormed(document.RootElement))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
