namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>What is wrong with one field of a payload.</summary>
internal sealed record FieldFault(string Path, string Code, string Message);
