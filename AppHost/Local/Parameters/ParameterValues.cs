using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Servers;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Parameters;

/// <summary>Finds the values of parameters: given by configuration, kept from an earlier run, or made now.</summary>
internal static class ParameterValues
{
    private static readonly Lock Gate = new();

    public static ParameterResource CreateResource(IDistributedApplicationBuilder builder, string name, ParameterDefault? defaultValue, bool secret, bool persist = false) =>
        new(name, fallback => Find(builder.Configuration, name)
            ?? (fallback is null ? throw Missing(name) : persist ? Keep(RunFolder.ParametersFile(builder.Configuration), name, fallback) : fallback.GetDefaultValue()), secret)
        {
            Default = defaultValue,
        };

    public static ParameterResource CreateGenerated(IDistributedApplicationBuilder builder, string name, GenerateParameterDefault defaultValue) =>
        CreateResource(builder, name, defaultValue, secret: true, persist: true);

    /// <summary>The configured value; shells cannot set names with hyphens, so underscores stand for them.</summary>
    public static string? Find(IConfiguration configuration, string name) =>
        configuration[$"Parameters:{name}"] ?? configuration[$"Parameters:{name.Replace('-', '_')}"];

    /// <summary>Fails with one line that names the first parameter that must be given and is not.</summary>
    public static void CheckAllGiven(IEnumerable<IResource> resources)
    {
        foreach (var parameter in resources.OfType<ParameterResource>().Where(static parameter => parameter.Default is null))
        {
            _ = parameter.Value;
        }
    }

    private static DistributedApplicationException Missing(string name) =>
        new($"The parameter {name} has no value. Set it by the environment variable Parameters__{name.Replace('-', '_')} or the option --Parameters:{name}=value.");

    private static string Keep(string? file, string name, ParameterDefault fallback)
    {
        if (file is null)
        {
            return fallback.GetDefaultValue();
        }

        lock (Gate)
        {
            var kept = File.Exists(file)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? []
                : [];
            if (!kept.TryGetValue(name, out var value))
            {
                kept[name] = value = fallback.GetDefaultValue();
                PrivateFolder.WriteFile(file, JsonSerializer.Serialize(kept));
            }

            return value;
        }
    }
}
