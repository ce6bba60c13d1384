namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>An event as it is kept and handed to another gateway: its name and the raw JSON of its argument (empty for none).</summary>
internal readonly record struct KeptEvent(string Name, byte[] Argument);
