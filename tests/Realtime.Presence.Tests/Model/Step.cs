namespace Realtime.Presence.Tests.Model;

/// <summary>One random step; which gateway, socket, user or room it concerns comes from its numbers, so that every list of steps makes sense.</summary>
internal sealed record Step(StepKind Kind, int A, int B, int C);
