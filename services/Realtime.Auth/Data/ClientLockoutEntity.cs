namespace Realtime.Auth.Data;

/// <summary>Wrong secrets in a row for one client, shared by all replicas.</summary>
internal sealed class ClientLockoutEntity
{
    public required string ClientId { get; init; }

    public int Failures { get; set; }

    public DateTimeOffset LastFailureAt { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }
}
