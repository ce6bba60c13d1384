namespace Realtime.Gateway.SocketIo.Location;

/// <summary>What a status says to the other gateways only; followers have nothing from it.</summary>
internal enum VendorPeerWord
{
    /// <summary>It is for followers.</summary>
    None,

    /// <summary>The vendor has a socket here too.</summary>
    Holds,

    /// <summary>The last socket here is gone; whoever has another speaks for the vendor from now on.</summary>
    Leaves,
}
