namespace Realtime.Auth.Opaque;

/// <summary>Body of <c>POST /admin/generate-token</c>, for the API description; <see cref="GenerateRequest"/> reads it.</summary>
internal sealed record GenerateAdminToken(
    string AdminId,
    long? ExpiresInSeconds = null,
    string? CompanyIdRestriction = null,
    string? SubscribedCompanyId = null,
    string? SubscribedAgentId = null);
