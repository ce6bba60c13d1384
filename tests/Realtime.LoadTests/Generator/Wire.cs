namespace Realtime.LoadTests.Generator;

/// <summary>How to speak to a server: its upgrade, what to send before a socket is ready, and its messages.</summary>
internal abstract record Wire(string Name)
{
    public abstract string Path(int index);

    /// <summary>Header lines of the upgrade besides the usual.</summary>
    public virtual IReadOnlyList<string> Headers(int index) => [];

    /// <summary>Messages sent one after the other, each after the reply to the one before.</summary>
    public abstract IReadOnlyList<string> Setup(int room);

    /// <summary>For sockets that only publish.</summary>
    public virtual IReadOnlyList<string> PublisherSetup() => [];

    public abstract string Publish(int room, string payload);

    /// <summary>A message that gets exactly one answer.</summary>
    public abstract string Echo(int room, string payload);

    /// <summary>Frames that are neither an answer nor a delivery.</summary>
    public virtual bool IsNoise(ReadOnlySpan<byte> payload) => false;
}
