namespace Realtime.Gateway.Delivery;

/// <summary>What names a message at its target.</summary>
/// <param name="Scope">Its publisher's scope.</param>
/// <param name="Id">The id that its publisher gave it.</param>
internal readonly record struct MessageName(string Scope, string Id);
