using System.Diagnostics.CodeAnalysis;

namespace Realtime.Gateway.Identity;

/// <summary>An identity, or what to tell the client. <paramref name="Unavailable"/>: nobody could judge the token now.</summary>
internal readonly record struct AuthenticationOutcome(ConnectionIdentity? Identity, string? Failure, bool Unavailable = false)
{
    [MemberNotNullWhen(true, nameof(Identity))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Identity is not null;
}
