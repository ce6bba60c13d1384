using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Realtime.Auth.Audit;

/// <summary>Security events: one log line each (never with a secret or a token) and one counter each, by outcome.</summary>
internal sealed partial class AuditLog
{
    public const string MeterName = "Realtime.Auth";

    /// <summary>Stands for ids that no client has: somebody may have put a secret into the wrong field.</summary>
    private const string Unknown = "(unknown)";

    private readonly ILogger _logger;
    private readonly Counter<long> _issued;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _revoked;

    public AuditLog(ILoggerFactory loggers, IMeterFactory meters)
    {
        _logger = loggers.CreateLogger("Realtime.Auth.Audit");
        var meter = meters.Create(MeterName);
        _issued = meter.CreateCounter<long>("realtime.auth.tokens.issued", "{token}", "Tokens issued, by kind.");
        _refused = meter.CreateCounter<long>("realtime.auth.refusals", "{refusal}", "Requests and credentials refused, by reason.");
        _revoked = meter.CreateCounter<long>("realtime.auth.revocations", "{revocation}", "Revocations, by kind.");
    }

    public void Issued(string grant, string clientId, string subject, string tokenId, string sessionId)
    {
        _issued.Add(1, new TagList { { "kind", grant } });
        Log.Issued(_logger, grant, clientId, subject, tokenId, sessionId);
    }

    public void OpaqueIssued(string kind, string subject, DateTimeOffset expiresAt)
    {
        _issued.Add(1, new TagList { { "kind", kind } });
        Log.OpaqueIssued(_logger, kind, subject, expiresAt);
    }

    public void AuthenticationRefused(string? clientId, string reason, string address)
    {
        _refused.Add(1, new TagList { { "reason", reason } });
        Log.AuthenticationRefused(_logger, clientId ?? Unknown, reason, address);
    }

    public void RequestRefused(string endpoint, string? clientId, string reason, string address)
    {
        _refused.Add(1, new TagList { { "reason", reason } });
        Log.RequestRefused(_logger, endpoint, clientId ?? Unknown, reason, address);
    }

    public void OpaqueRefused(string kind, string reason)
    {
        _refused.Add(1, new TagList { { "reason", reason } });
        Log.OpaqueRefused(_logger, kind, reason);
    }

    public void Revoked(string kind, string value, string clientId, string reason)
    {
        _revoked.Add(1, new TagList { { "kind", kind } });
        Log.Revoked(_logger, kind, value, clientId, reason);
    }

    public void ClientChanged(string clientId, string change, string actor) => Log.ClientChanged(_logger, clientId, change, actor);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Issued a token by {Grant} to client {ClientId} for {Subject} (jti {TokenId}, sid {SessionId}).", EventName = "TokenIssued")]
        public static partial void Issued(ILogger logger, string grant, string clientId, string subject, string tokenId, string sessionId);

        [LoggerMessage(4002, LogLevel.Information, "Issued an opaque {Kind} token for {Subject} until {ExpiresAt}.", EventName = "OpaqueTokenIssued")]
        public static partial void OpaqueIssued(ILogger logger, string kind, string subject, DateTimeOffset expiresAt);

        [LoggerMessage(4003, LogLevel.Warning, "Refused client {ClientId} from {Address}: {Reason}.", EventName = "ClientAuthenticationRefused")]
        public static partial void AuthenticationRefused(ILogger logger, string clientId, string reason, string address);

        [LoggerMessage(4004, LogLevel.Warning, "Refused a request to {Endpoint} by client {ClientId} from {Address}: {Reason}.", EventName = "RequestRefused")]
        public static partial void RequestRefused(ILogger logger, string endpoint, string clientId, string reason, string address);

        [LoggerMessage(4005, LogLevel.Warning, "Refused an opaque {Kind} token or its request: {Reason}.", EventName = "OpaqueTokenRefused")]
        public static partial void OpaqueRefused(ILogger logger, string kind, string reason);

        [LoggerMessage(4006, LogLevel.Information, "Revoked {Kind} {Value} at the request of client {ClientId}: {Reason}.", EventName = "Revoked")]
        public static partial void Revoked(ILogger logger, string kind, string value, string clientId, string reason);

        [LoggerMessage(4007, LogLevel.Information, "Client {ClientId} was {Change} by {Actor}.", EventName = "ClientChanged")]
        public static partial void ClientChanged(ILogger logger, string clientId, string change, string actor);
    }
}
