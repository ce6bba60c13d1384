namespace Realtime.OfflineDelivery.Http;

internal static class PathNames
{
    /// <summary>A room or user id from the path: the server leaves an encoded slash as it is, and neither name may hold a percent sign.</summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
