using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>Decides upgrades for both listeners: handshake rules, limits, the adapter's word, compression.</summary>
internal sealed partial class UpgradeService(
    ProtocolRegistry protocols,
    ConnectionHub hub,
    ConnectionCore core,
    AddressCounter addresses,
    DrainState drain,
    IFeatureFlags flags,
    IOptions<SocketOptions> options,
    ILogger<UpgradeService> logger)
{
    public async ValueTask<UpgradeOutcome> DecideAsync(string method, UpgradeRequest request, CancellationToken cancellationToken)
    {
        var outcome = await JudgeAsync(method, request, cancellationToken);
        core.Counters.Handshake(outcome.Decision.Accepted ? StatusCodes.Status101SwitchingProtocols : outcome.Decision.Status);
        return outcome;
    }

    /// <summary>Makes the connection of an accepted upgrade; the transport then calls <see cref="ClientConnection.Open"/>.</summary>
    public ClientConnection CreateConnection(UpgradeOutcome outcome, ConnectionTransport transport) =>
        new(core, transport, outcome.Binding!, outcome.Request, outcome.Decision, outcome.DeflateWindow, outcome.CountedAddress);

    /// <summary>For an accepted upgrade that could not be completed.</summary>
    public void Abandon(UpgradeOutcome outcome)
    {
        if (outcome.CountedAddress)
        {
            addresses.Release(outcome.Request.RemoteAddress);
        }
    }

    private async ValueTask<UpgradeOutcome> JudgeAsync(string method, UpgradeRequest request, CancellationToken cancellationToken)
    {
        var binding = protocols.Match(request);
        if (binding is null)
        {
            return Refuse(request, 404, "not_found", "There is no socket endpoint at this path.");
        }

        if (WebSocketHandshake.Check(method, request) is { } refusal)
        {
            return new UpgradeOutcome(request, refusal);
        }

        if (drain.IsDraining)
        {
            return Refuse(request, 503, "draining", "This gateway is draining.", KeyValuePair.Create("Retry-After", "1"));
        }

        if (hub.SocketCount >= options.Value.MaxConnections)
        {
            return Refuse(request, 503, "unavailable", "The gateway has no room for more connections.", KeyValuePair.Create("Retry-After", "5"));
        }

        if (!addresses.TryAcquire(request.RemoteAddress, options.Value.MaxConnectionsPerAddress))
        {
            return Refuse(request, 429, "too_many_connections", "Too many connections from this address.", KeyValuePair.Create("Retry-After", "5"));
        }

        var outcome = await AuthorizeAsync(binding, request, cancellationToken);
        if (!outcome.Decision.Accepted)
        {
            addresses.Release(request.RemoteAddress);
        }

        return outcome;
    }

    private async ValueTask<UpgradeOutcome> AuthorizeAsync(ProtocolBinding binding, UpgradeRequest request, CancellationToken cancellationToken)
    {
        UpgradeDecision decision;
        try
        {
            decision = await binding.Adapter.AuthorizeAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Refuse(request, 408, "timeout", "The handshake took too long.");
        }
        catch (Exception exception)
        {
            Log.AuthorizationFailed(logger, exception, binding.Adapter.Name, request.RequestId);
            return Refuse(request, 500, "processing_error", "Internal error.");
        }

        if (!decision.Accepted)
        {
            return new UpgradeOutcome(request, decision);
        }

        string? extensions = null;
        var window = 0;
        if (binding.Adapter.Settings.Compression
            && flags.IsEnabled(FeatureFlagNames.Compression, decision.Identity?.UserId ?? request.RequestId)
            && DeflateOffer.TryAccept(request, out var response, out window))
        {
            extensions = response;
        }

        return new UpgradeOutcome(request, decision) { Binding = binding, CountedAddress = true, Extensions = extensions, DeflateWindow = window };
    }

    private static UpgradeOutcome Refuse(UpgradeRequest request, int status, string code, string message, params IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(request, UpgradeDecision.Refuse(status, code, message, headers));

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Error, "The {Protocol} adapter failed to authorize request {RequestId}.", EventName = "AuthorizationFailed")]
        public static partial void AuthorizationFailed(ILogger logger, Exception exception, string protocol, string requestId);
    }
}
