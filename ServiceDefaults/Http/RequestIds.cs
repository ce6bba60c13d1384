using Microsoft.AspNetCore.Http;

namespace Realtime.ServiceDefaults.Http;

/// <summary>The id of a request: taken from the caller when it is sane, made otherwise; on every response, log line and outgoing call.</summary>
public static class RequestIds
{
    public const string HeaderName = "X-Request-ID";
    public const int MaxLength = 128;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+/=@");

    public static bool IsAcceptable(string? value) =>
        value is { Length: > 0 and <= MaxLength } && !value.AsSpan().ContainsAnyExcept(Allowed);

    public static string Create() => Guid.CreateVersion7().ToString();

    /// <summary>The request id of the current request, once the middleware has run.</summary>
    public static string? GetRequestId(this HttpContext context) => context.Items.TryGetValue(typeof(RequestIds), out var value) ? value as string : null;

    internal static void Set(HttpContext context, string id) => context.Items[typeof(RequestIds)] = id;
}
