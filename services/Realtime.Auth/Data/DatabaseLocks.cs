namespace Realtime.Auth.Data;

/// <summary>PostgreSQL advisory locks that replicas share.</summary>
internal static class DatabaseLocks
{
    public const long Migrations = 0x5265616c_00000001;
    public const long SigningKeys = 0x5265616c_00000002;
    public const long ConfiguredClients = 0x5265616c_00000003;
}
