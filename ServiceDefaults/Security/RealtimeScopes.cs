namespace Realtime.ServiceDefaults.Security;

public static class RealtimeScopes
{
    public const string Connect = "realtime.connect";
    public const string Publish = "realtime.publish";
    public const string Read = "realtime.read";
    public const string Admin = "realtime.admin";
}
