namespace Realtime.ServiceDefaults;

/// <summary>The name under which the service reports itself: OTEL_SERVICE_NAME, else its application name.</summary>
public sealed record ServiceName(string Value);
