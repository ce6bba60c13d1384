namespace Realtime.Gateway.Delivery;

/// <summary>Whether a durable publish was accepted, which only the broker's confirm says.</summary>
internal readonly record struct PublishOutcome(bool Accepted);
