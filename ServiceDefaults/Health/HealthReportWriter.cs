using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.ServiceDefaults.Health;

/// <summary><c>{"status":"ok"|"unhealthy","service":..,"dependencies":{"postgres":{"status":"up"|"down","detail":..}}}</c></summary>
public static class HealthReportWriter
{
    public static void Write(Utf8JsonWriter json, HealthReport report, string service)
    {
        json.WriteStartObject();
        json.WriteString("status", report.Status == HealthStatus.Unhealthy ? "unhealthy" : "ok");
        json.WriteString("service", service);
        json.WriteStartObject("dependencies");
        foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!entry.Tags.Contains(HealthTags.Live))
            {
                json.WriteStartObject(name);
                json.WriteString("status", entry.Status == HealthStatus.Healthy ? "up" : "down");
                json.WriteString("detail", entry.Status == HealthStatus.Healthy ? entry.Description : entry.Description ?? "check failed");
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
