namespace Realtime.Chaos.Faults;

/// <summary>One kill -9.</summary>
/// <param name="At">When, from the start of the load.</param>
/// <param name="Target">Name of the resource.</param>
public sealed record Kill(TimeSpan At, string Target);
