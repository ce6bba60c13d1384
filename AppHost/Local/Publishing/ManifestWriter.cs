using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the resources in the order of the model, then what they refer to without being in it.</summary>
internal sealed class ManifestWriter(Utf8JsonWriter writer, string folder, DistributedApplicationExecutionContext executionContext)
{
    private readonly ManifestReferences _references = new();

    public void Write(DistributedApplicationModel model)
    {
        foreach (var resource in model.Resources)
        {
            writer.WriteStartObject(resource.Name);
            WriteBody(resource);
            writer.WriteEndObject();
        }

        foreach (var parameter in _references.Parameters.Where(parameter => !model.Resources.Contains(parameter)))
        {
            writer.WriteStartObject(parameter.Name);
            ParameterWriter.Write(writer, parameter);
            writer.WriteEndObject();
            WriteEncoded(_references.EncodedBy(parameter));
        }

        WriteEncoded(_references.Parameters.Where(model.Resources.Contains).SelectMany(_references.EncodedBy));
    }

    private void WriteBody(IResource resource)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                ParameterWriter.Write(writer, parameter);
                break;
            case ProjectResource project:
                writer.WriteString("type", "project.v0");
                writer.WriteString("path", RelativePath(project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath));
                WriteEnvironment(project);
                BindingsWriter.Write(writer, project);
                break;
            case ContainerResource container:
                WriteContainer(container);
                break;
            case ExecutableResource executable:
                WriteExecutable(executable);
                break;
            case IResourceWithConnectionString connection:
                writer.WriteString("type", "value.v0");
                WriteConnectionString(connection);
                break;
            default:
                throw new DistributedApplicationException($"The resource '{resource.Name}' cannot be written to a manifest.");
        }
    }

    private void WriteContainer(ContainerResource container)
    {
        writer.WriteString("type", "container.v0");
        if (container is IResourceWithConnectionString connection)
        {
            WriteConnectionString(connection);
        }

        writer.WriteString("image", container.Annotations.OfType<ContainerImageAnnotation>().Last().FullName);
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>().ToList();
        if (mounts.Count > 0)
        {
            writer.WriteStartArray("volumes");
            foreach (var mount in mounts)
            {
                writer.WriteStartObject();
                writer.WriteString("name", mount.Source);
                writer.WriteString("target", mount.Target);
                writer.WriteBoolean("readOnly", mount.IsReadOnly);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WriteEnvironment(container);
        BindingsWriter.Write(writer, container);
    }

    private void WriteExecutable(ExecutableResource executable)
    {
        writer.WriteString("type", "executable.v0");
        writer.WriteString("workingDirectory", RelativePath(executable.WorkingDirectory));
        writer.WriteString("command", executable.Command);
        if (executable.Arguments.Count > 0)
        {
            writer.WriteStartArray("args");
            foreach (var argument in executable.Arguments)
            {
                writer.WriteStringValue(argument);
            }

            writer.WriteEndArray();
        }

        WriteEnvironment(executable);
        BindingsWriter.Write(writer, executable);
    }

    private void WriteConnectionString(IResourceWithConnectionString resource)
    {
        _references.Collect(resource.ConnectionStringExpression);
        writer.WriteString("connectionString", resource.ConnectionStringExpression.ValueExpression);
    }

    private void WriteEnvironment(IResource resource)
    {
        var variables = ResourceEnvironment.Collect(resource, executionContext);
        if (variables.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("env");
        foreach (var (name, value) in variables)
        {
            _references.Collect(value);
            writer.WriteString(name, value is IManifestExpressionProvider expression ? expression.ValueExpression : value.ToString());
        }

        writer.WriteEndObject();
    }

    private void WriteEncoded(IEnumerable<EncodedReference> encoded)
    {
        foreach (var (parameter, format) in encoded)
        {
            writer.WriteStartObject(EncodedParameter.NameFor(parameter, format));
            writer.WriteString("type", "annotated.string");
            writer.WriteString("value", parameter.ValueExpression);
            writer.WriteString("filter", format);
            writer.WriteEndObject();
        }
    }

    private string RelativePath(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
