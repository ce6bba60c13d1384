namespace Realtime.Auth.Tokens;

internal static class SessionIds
{
    public static string Create(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
}
