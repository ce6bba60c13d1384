namespace Realtime.Gateway.Identity.Opaque;

internal sealed record OpaqueTokenQuestion(string Kind, string? Token, string? ApiKey);
