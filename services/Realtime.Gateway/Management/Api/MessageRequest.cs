using System.Text.Json;

namespace Realtime.Gateway.Management.Api;

/// <summary>Body of the routes that send a message; <c>project_id</c> and <c>user_id</c> narrow a broadcast.</summary>
internal sealed record MessageRequest(string? Type, JsonElement? Data = null, string? ProjectId = null, string? UserId = null, string? MessageId = null);
