namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Degrees.</summary>
internal readonly record struct GeoPoint(double Lat, double Lng);
