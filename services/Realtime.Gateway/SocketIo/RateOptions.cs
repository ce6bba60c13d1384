using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.SocketIo;

/// <summary>Events that one socket may send in a minute, <c>Gateway:SocketIo:Rates</c>.</summary>
internal sealed class RateOptions
{
    /// <summary>Registrations.</summary>
    [Range(1, 1_000_000)]
    public int StrictPerMinute { get; set; } = 5;

    /// <summary>Locations of users.</summary>
    [Range(1, 1_000_000)]
    public int StandardPerMinute { get; set; } = 15;

    /// <summary>Locations of vendors.</summary>
    [Range(1, 1_000_000)]
    public int LenientPerMinute { get; set; } = 30;

    /// <summary>Everything else.</summary>
    [Range(1, 1_000_000)]
    public int StatusPerMinute { get; set; } = 60;
}
