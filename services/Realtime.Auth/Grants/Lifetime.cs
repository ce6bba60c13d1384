namespace Realtime.Auth.Grants;

internal sealed record Lifetime(TimeSpan Value);
