namespace Realtime.Presence.Locations;

/// <summary>Body of <c>POST /internal/locations/status</c>: a vendor's socket opened or closed.</summary>
internal sealed record VendorStatus(string? VendorId, bool? Online, string? GatewayId, string? ConnectionId);
