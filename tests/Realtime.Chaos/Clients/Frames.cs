using System.Text.Json;

namespace Realtime.Chaos.Clients;

internal static class Frames
{
    public static string? Text(this JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long Number(this JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    public static bool IsFailure(Exception exception) =>
        exception is System.Net.WebSockets.WebSocketException or HttpRequestException or OperationCanceledException or IOException or JsonException or ObjectDisposedException or InvalidOperationException;
}
