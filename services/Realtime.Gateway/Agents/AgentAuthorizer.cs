using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Sessions;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Opaque;
using Realtime.Gateway.Peers;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Agents;

/// <summary>Who may connect: origin, then key, then token, then path; then the session is taken, whoever holds it.</summary>
internal sealed class AgentAuthorizer(TokenGate tokens, SessionClient sessions, IGatewayPeers node, IOptions<AgentOptions> options)
{
    public const string Subprotocol = "json.v1";

    public async ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, AgentRoute route, CancellationToken cancellationToken)
    {
        if (!OriginPolicy.Allows(request, options.Value))
        {
            return UpgradeDecision.Refuse(403, "Forbidden", "Origin is not allowed.");
        }

        var apiKey = request.GetHeader("X-API-Key") ?? request.GetQuery("x-api-key");
        var judged = await tokens.JudgeAsync(route.IsAdmin, request.GetQuery("token"), apiKey, cancellationToken);
        if (judged.Unavailable)
        {
            return Busy();
        }

        if (judged.Claims is not { } claims)
        {
            return UpgradeDecision.Refuse(judged.Code is "InvalidAPIKey" or "E4001" ? 401 : 403, judged.Code ?? "InvalidToken", judged.Message ?? "Token is invalid.");
        }

        if (Identify(route, claims) is not { } identity)
        {
            return UpgradeDecision.Refuse(403, "InvalidToken", route.IsAdmin ? "The token's subscription lies outside its company restriction." : "Company token does not belong to this company and agent.");
        }

        var id = "a-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var grant = await sessions.AcquireAsync(new AcquireSession(identity.SessionKey, node.Self, id), cancellationToken);
        if (grant is null)
        {
            return Busy();
        }

        var session = new AgentSession(identity, id, grant.FencingToken, grant.SelectedChat);
        var subprotocol = request.GetSubprotocols().Contains(Subprotocol, StringComparer.Ordinal) ? Subprotocol : null;
        return UpgradeDecision.Accept(subprotocol, new ConnectionIdentity { UserId = identity.UserId }, session);
    }

    private static AgentIdentity? Identify(AgentRoute route, OpaqueTokenClaims claims)
    {
        if (!route.IsAdmin && (claims.CompanyId != route.Company || claims.AgentId != route.Agent))
        {
            return null;
        }

        var identity = route.IsAdmin ? AgentIdentity.OfAdmin(claims) : AgentIdentity.OfUser(claims);
        return identity is not null && RoomName.IsValid(identity.Room) ? identity : null;
    }

    private static UpgradeDecision Busy() =>
        UpgradeDecision.Refuse(503, "ServiceUnavailable", "The session cannot be taken at the moment.", KeyValuePair.Create("Retry-After", "5"));
}
