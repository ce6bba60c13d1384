using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>The payload of a CONNECT packet.</summary>
/// <param name="Raw">As it came; <c>{}</c> when there was none.</param>
/// <param name="Token">Member <c>token</c>.</param>
/// <param name="Pid">Member <c>pid</c>: the socket that the client had.</param>
/// <param name="Offset">Member <c>offset</c>: the last message that it saw.</param>
internal sealed record ConnectAuth(ReadOnlyMemory<byte> Raw, string? Token, string? Pid, string? Offset)
{
    private const int MaxIdLength = 200;

    private static readonly ReadOnlyMemory<byte> Empty = "{}"u8.ToArray();

    public static ConnectAuth Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return new ConnectAuth(Empty, null, null, null);
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ConnectAuth(json, Text(root, "token", int.MaxValue), Text(root, "pid", MaxIdLength), Text(root, "offset", MaxIdLength));
    }

    private static string? Text(JsonElement root, string name, int maxLength)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString() is { Length: > 0 } text && text.Length <= maxLength ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON by its grammar, but no text.
            return null;
        }
    }
}
