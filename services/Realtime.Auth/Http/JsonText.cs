using System.Text.Json;

namespace Realtime.Auth.Http;

internal static class JsonText
{
    /// <summary>
    /// Whether every name and text can be read. The parser accepts escapes of half a surrogate pair and bytes that are no UTF-8, and
    /// throws only when they are asked for.
    /// </summary>
    public static bool IsWellFormed(JsonElement element)
    {
        try
        {
            Visit(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Visit(member.Value);
                }

                break;
        }
    }
}
