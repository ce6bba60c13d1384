using System.Buffers.Text;
using System.Text.Json;

namespace Realtime.Auth.Tests.Support;

internal static class Jwt
{
    public static JsonElement Header(string token) => Part(token, 0);

    public static JsonElement Claims(string token) => Part(token, 1);

    public static string AccessToken(this JsonElement response) => response.GetProperty("access_token").GetString()!;

    public static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[index])).RootElement;
}
