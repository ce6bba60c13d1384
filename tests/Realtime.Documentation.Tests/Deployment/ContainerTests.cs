using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Realtime.Documentation.Tests.Deployment;

/// <summary>What <c>dotnet publish -t:PublishContainer</c> makes of each service, as MSBuild evaluates it; an image itself needs the base image from its registry.</summary>
public sealed class ContainerTests
{
    [Fact]
    public async Task Every_service_of_the_topology_is_an_image_with_its_ports_and_without_rights()
    {
        foreach (var (name, project) in Manifest.Projects)
        {
            var evaluated = await EvaluateAsync((string)project!["path"]!);
            var properties = evaluated["Properties"]!;
            var ports = evaluated["Items"]!["ContainerPort"]!.AsArray().Select(static port => (string)port!["Identity"]!).Order();

            ((string)properties["ContainerRepository"]!).ShouldBe($"realtime/{name}");
            ((string)properties["ContainerBaseImage"]!).ShouldBe("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled");
            ((string)properties["ContainerUser"]!).ShouldBe("1654");
            ((string)properties["ContainerImageTags"]!).ShouldBe($"{properties["Version"]};latest");
            ports.ShouldBe(name == "gateway" ? ["8000", "8080"] : ["8080"]);
            evaluated["Items"]!["ContainerLabel"]!.AsArray().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Manifests_name_the_version_that_is_published()
    {
        var version = (string)(await EvaluateAsync((string)Manifest.Projects["edge"]!["path"]!))["Properties"]!["Version"]!;

        foreach (var deployment in (await KubernetesFiles.GetAsync()).Deployments)
        {
            ((string)KubernetesFiles.Container(deployment)["image"]!).ShouldEndWith(":" + version);
        }
    }

    private static async Task<JsonNode> EvaluateAsync(string project)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["msbuild", Repository.PathOf(project), "-getProperty:ContainerRepository,ContainerBaseImage,ContainerUser,ContainerImageTags,Version", "-getItem:ContainerPort,ContainerLabel,ContainerEnvironmentVariable"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return JsonNode.Parse(output)!;
    }
}
