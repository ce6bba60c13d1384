namespace Realtime.Auth.Opaque;

/// <summary>Body of <c>POST /generate-token</c>, for the API description; <see cref="GenerateRequest"/> reads it.</summary>
internal sealed record GenerateUserToken(string CompanyId, string AgentId, string UserId, long ExpiresInSeconds);
