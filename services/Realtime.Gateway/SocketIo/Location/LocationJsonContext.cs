using System.Text.Json.Serialization;

namespace Realtime.Gateway.SocketIo.Location;

[JsonSerializable(typeof(GeoBox))]
internal sealed partial class LocationJsonContext : JsonSerializerContext;
