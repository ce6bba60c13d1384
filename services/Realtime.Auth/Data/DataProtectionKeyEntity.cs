namespace Realtime.Auth.Data;

/// <summary>An element of the data protection key ring.</summary>
internal sealed class DataProtectionKeyEntity
{
    public int Id { get; init; }

    public required string FriendlyName { get; init; }

    public required string Xml { get; set; }
}
