namespace Realtime.Chaos.History;

/// <summary>A message as an application got it.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Offset">Its offset in a room; 0 for a direct message.</param>
/// <param name="Note">How it came: time, socket, and <c>r</c> for redelivered.</param>
public sealed record Receipt(string MessageId, long Offset, string Note = "");
