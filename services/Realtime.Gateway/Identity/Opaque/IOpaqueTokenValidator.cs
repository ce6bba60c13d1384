namespace Realtime.Gateway.Identity.Opaque;

/// <summary>Validates the AES tokens and API keys of the Daisi endpoints through Auth, with a short cache.</summary>
internal interface IOpaqueTokenValidator
{
    ValueTask<OpaqueTokenResult> ValidateAsync(OpaqueTokenKind kind, string? token, string? apiKey, CancellationToken cancellationToken);
}
