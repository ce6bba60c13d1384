using System.Diagnostics.CodeAnalysis;

namespace Realtime.Gateway.Identity;

/// <summary>An identity, or what to tell the client.</summary>
internal readonly record struct AuthenticationOutcome(ConnectionIdentity? Identity, string? Failure)
{
    [MemberNotNullWhen(true, nameof(Identity))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Identity is not null;
}
