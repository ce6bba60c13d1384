using System.ComponentModel.DataAnnotations;
using Realtime.Messaging.Rooms;

namespace Realtime.Gateway.Native;

/// <summary>The native endpoint <c>/ws/connect</c> (<c>Gateway:Native</c>).</summary>
internal sealed class NativeOptions
{
    public const string SectionName = "Gateway:Native";

    /// <summary>Answer 401 to an upgrade without a good token, instead of waiting for one in band.</summary>
    public bool RequireTokenAtUpgrade { get; set; }

    /// <summary>How long a socket may stay without an identity.</summary>
    [Range(typeof(TimeSpan), "00:00:00.250", "01:00:00")]
    public TimeSpan AuthenticationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long before the end of a session the client is told.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ExpiryNotice { get; set; } = TimeSpan.FromSeconds(60);

    [Range(125, 64 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How deep a frame may be nested.</summary>
    [Range(4, 512)]
    public int MaxDepth { get; set; } = 32;

    [Range(1, 100_000)]
    public int MaxRooms { get; set; } = 128;

    /// <summary>Who may send direct messages: every user, or only tokens whose <c>cap</c> claim says to whom.</summary>
    public RoomAccess Direct { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.250", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(54);

    [Range(typeof(TimeSpan), "00:00:00.500", "02:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Accept permessage-deflate when a client offers it.</summary>
    public bool Compression { get; set; } = true;

    [Range(1, 1024 * 1024)]
    public int MaxQueuedFrames { get; set; } = 1024;

    [Range(65_536, 1024 * 1024 * 1024)]
    public int MaxQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>What happens to a client that reads too slowly.</summary>
    public Connections.SlowConsumerPolicy SlowConsumer { get; set; } = Connections.SlowConsumerPolicy.Disconnect;
}
