using Realtime.Gateway.Identity.Opaque;
using Realtime.Messaging.Rooms;

namespace Realtime.Gateway.Agents;

/// <summary>Whose socket it is, which session it excludes others from, and which room carries its events.</summary>
internal sealed record AgentIdentity(bool IsAdmin, string UserId, string SessionKey, string Room, string? Company, string? Agent)
{
    public static AgentIdentity OfUser(OpaqueTokenClaims claims) => new(
        IsAdmin: false,
        claims.UserId!,
        $"agents/{claims.CompanyId}/{claims.AgentId}/{claims.UserId}",
        AgentRooms.Workspace(claims.CompanyId!, claims.AgentId!),
        claims.CompanyId,
        claims.AgentId);

    /// <summary>Null when the token's restriction leaves nothing of its subscription.</summary>
    public static AgentIdentity? OfAdmin(OpaqueTokenClaims claims)
    {
        var company = NullIfEmpty(claims.SubscribedCompanyId);
        if (NullIfEmpty(claims.CompanyIdRestriction) is { } restriction)
        {
            if (company is not null && company != restriction)
            {
                return null;
            }

            company = restriction;
        }

        var agent = NullIfEmpty(claims.SubscribedAgentId);
        return new AgentIdentity(IsAdmin: true, claims.AdminId!, "admin/" + claims.AdminId, AgentRooms.Admin(company, agent), company, agent);
    }

    private static string? NullIfEmpty(string? value) => value is null or "" or "*" ? null : value;
}
