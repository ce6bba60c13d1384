namespace Realtime.ServiceDefaults.Flags;

/// <summary>Every flag there is; docs/configuration.md says what each does.</summary>
public static class FeatureFlagNames
{
    public const string Compression = nameof(Compression);
    public const string Conflation = nameof(Conflation);
    public const string PongReceipts = nameof(PongReceipts);
    public const string SocketIo = nameof(SocketIo);
    public const string TaskChat = nameof(TaskChat);

    public static IReadOnlyList<string> All { get; } = [Compression, Conflation, PongReceipts, SocketIo, TaskChat];
}
