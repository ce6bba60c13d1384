namespace Realtime.Auth.Opaque;

internal sealed record OpaqueValidationRequest(string? Kind, string? Token, string? ApiKey);
