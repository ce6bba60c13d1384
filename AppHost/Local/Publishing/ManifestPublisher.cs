using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest that deployment tools read.</summary>
internal sealed class ManifestPublisher(DistributedApplicationModel model, DistributedApplicationExecutionContext executionContext, IConfiguration configuration)
{
    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";
    private const string FileName = "aspire-manifest.json";

    /// <summary>Writes the manifest and returns its path.</summary>
    public string Publish()
    {
        if (configuration[HostArguments.Publisher] is { Length: > 0 } name && name != "manifest")
        {
            throw new DistributedApplicationException($"The publisher {name} is not known. Use --publisher manifest.");
        }

        if (configuration[HostArguments.OutputPath] is not { Length: > 0 } output)
        {
            throw new DistributedApplicationException("The manifest needs a place: add --output-path FILE.");
        }

        var path = Path.GetFullPath(output.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? output : Path.Combine(output, FileName));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Write(Path.GetDirectoryName(path)!));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The manifest cannot be written to {path}: {exception.Message}", exception);
        }

        return path;
    }

    /// <summary>The manifest as it stands in a folder: paths are relative to it.</summary>
    public string Write(string folder)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", Schema);
            writer.WriteStartObject("resources");
            new ManifestWriter(writer, folder, executionContext).Write(model);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
