namespace Realtime.ServiceDefaults.Startup;

/// <summary>The service cannot start as it is configured; the message says what to set, and never repeats a secret.</summary>
public sealed class ServiceConfigurationException(string message) : Exception(message);
