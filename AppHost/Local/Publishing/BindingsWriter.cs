using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal static class BindingsWriter
{
    // Ports for endpoints that name none; the default endpoints of projects leave theirs to the deployment.
    private const int FirstPort = 8000;

    public static void Write(Utf8JsonWriter writer, IResource resource)
    {
        var endpoints = resource.GetEndpoints().ToList();
        if (endpoints.Count == 0)
        {
            return;
        }

        var nextPort = FirstPort;
        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            writer.WriteStartObject(endpoint.Name);
            writer.WriteString("scheme", endpoint.UriScheme);
            writer.WriteString("protocol", "tcp");
            writer.WriteString("transport", endpoint.Transport);
            var port = resource is ContainerResource ? null : endpoint.Port;
            var targetPort = endpoint.TargetPort ?? port ?? (endpoint.IsProjectDefault ? null : nextPort++);
            if (port is { } given && given != targetPort && !endpoint.IsProjectDefault)
            {
                writer.WriteNumber("port", given);
            }

            if (targetPort is { } target && !endpoint.IsProjectDefault)
            {
                writer.WriteNumber("targetPort", target);
            }

            if (endpoint.IsExternal)
            {
                writer.WriteBoolean("external", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
