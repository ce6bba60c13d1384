using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Projects;

/// <summary>A project's launchSettings.json.</summary>
internal sealed partial record LaunchSettings(Dictionary<string, LaunchProfile> Profiles)
{
    /// <summary>Reads the settings of the project in a folder; null when it has none.</summary>
    public static LaunchSettings? Read(string projectFolder)
    {
        var file = Path.Combine(projectFolder, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), LaunchSettingsJson.Default.LaunchSettings);
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"{file} is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>The profile of the preferred name, else the first that starts the project itself.</summary>
    public LaunchProfile? SelectProfile(string? preferredName)
    {
        if (preferredName is not null && Profiles.TryGetValue(preferredName, out var preferred))
        {
            return preferred with { Name = preferredName };
        }

        var (name, profile) = Profiles.FirstOrDefault(static entry => entry.Value.CommandName is null or "" or "Project" or "Executable");
        return profile is null ? null : profile with { Name = name };
    }

    [JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
    [JsonSerializable(typeof(LaunchSettings))]
    private sealed partial class LaunchSettingsJson : JsonSerializerContext;
}
