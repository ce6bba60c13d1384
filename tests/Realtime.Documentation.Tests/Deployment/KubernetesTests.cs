using System.Net;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Deployment;

/// <summary>The manifests fit together, the topology, the options and what the services really answer.</summary>
[Collection(DocumentationCollection.Name)]
public sealed class KubernetesTests(DocumentationFixture stack)
{
    [Fact]
    public async Task Every_file_is_part_of_the_kustomization()
    {
        var files = await KubernetesFiles.GetAsync();

        var listed = files.OfKind("Kustomization").Single()["resources"]!.AsArray().Select(static name => (string)name!);
        listed.Order().ShouldBe(files.Files.Select(static file => file.Key).Where(static name => name != "kustomization.yaml").Order());
        files.Documents.ShouldAllBe(static document => document["apiVersion"] != null && document["kind"] != null);
    }

    [Fact]
    public async Task Every_project_of_the_topology_is_deployed_under_its_name_with_its_image()
    {
        var files = await KubernetesFiles.GetAsync();

        var projects = Manifest.Projects.Select(static project => project.Key).Order().ToList();
        files.Deployments.Select(KubernetesFiles.Name).Order().ShouldBe(projects);
        foreach (var deployment in files.Deployments)
        {
            var name = KubernetesFiles.Name(deployment);
            ((string)KubernetesFiles.Container(deployment)["image"]!).ShouldStartWith($"realtime/{name}:");
            ((string)deployment["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"]!).ShouldBe(name);
            ((string)deployment["spec"]!["template"]!["metadata"]!["labels"]!["app.kubernetes.io/name"]!).ShouldBe(name);
            ((string)files.Service(name)["spec"]!["selector"]!["app.kubernetes.io/name"]!).ShouldBe(name);
            files.OfKind("PodDisruptionBudget").ShouldContain(budget => KubernetesFiles.Name(budget) == name);
        }
    }

    [Fact]
    public async Task Every_variable_is_one_of_the_topology_or_a_documented_option_and_none_is_missing()
    {
        var files = await KubernetesFiles.GetAsync();
        var options = Repository.Read("docs/configuration.md");
        foreach (var deployment in files.Deployments)
        {
            var name = KubernetesFiles.Name(deployment);
            var topology = Manifest.Projects[name]!["env"]!.AsObject().Select(static variable => variable.Key).ToHashSet();
            var set = KubernetesFiles.Container(deployment)["env"]!.AsArray().Select(static variable => (string)variable!["name"]!).ToList();

            set.ShouldAllBe(variable => topology.Contains(variable) || options.Contains(Option(variable), StringComparison.Ordinal), name);
            // What Aspire's clients and other languages read, and what the image or the platform sets.
            topology.Where(static variable => variable.Contains("__", StringComparison.Ordinal) && !variable.EndsWith("__https__0", StringComparison.Ordinal)).Except(set).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task Every_secret_and_address_that_is_named_exists()
    {
        var files = await KubernetesFiles.GetAsync();
        var secrets = files.OfKind("Secret").Single(static secret => KubernetesFiles.Name(secret) == "realtime")["stringData"]!.AsObject();
        foreach (var variable in files.Deployments.SelectMany(static deployment => KubernetesFiles.Container(deployment)["env"]!.AsArray()))
        {
            if ((string?)variable!["valueFrom"]?["secretKeyRef"]?["key"] is { } key)
            {
                secrets.ContainsKey(key).ShouldBeTrue(key);
            }

            if (((string)variable["name"]!).StartsWith("services__", StringComparison.Ordinal))
            {
                var address = new Uri((string)variable["value"]!);
                files.Service(address.Host)["spec"]!["ports"]!.AsArray().ShouldContain(port => (int)port!["port"]! == address.Port, address.ToString());
            }
        }

        foreach (var service in files.OfKind("Service"))
        {
            var ports = KubernetesFiles.Container(files.Deployments.Single(deployment => KubernetesFiles.Name(deployment) == KubernetesFiles.Name(service)))["ports"]!.AsArray();
            service["spec"]!["ports"]!.AsArray().ShouldAllBe(port => ports.Any(open => (string)open!["name"]! == (string)port!["targetPort"]!));
        }
    }

    [Fact]
    public async Task Every_probe_is_answered_by_the_service_it_is_for()
    {
        var files = await KubernetesFiles.GetAsync();
        using var client = new HttpClient();
        foreach (var deployment in files.Deployments)
        {
            var container = KubernetesFiles.Container(deployment);
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
            {
                var get = container[probe]!["httpGet"]!;
                container["ports"]!.AsArray().ShouldContain(port => (string)port!["name"]! == (string)get["port"]!);
                using var answer = await client.GetAsync(stack.AddressOf(KubernetesFiles.Name(deployment)) + (string)get["path"]!);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{KubernetesFiles.Name(deployment)} {probe}");
            }
        }
    }

    [Fact]
    public async Task The_edge_sees_the_addresses_of_clients()
    {
        var edge = (await KubernetesFiles.GetAsync()).Service("edge")["spec"]!;

        ((string?)edge["type"]).ShouldBe("LoadBalancer");
        ((string?)edge["externalTrafficPolicy"]).ShouldBe("Local");
    }

    [Fact]
    public async Task A_gateway_has_time_for_its_drain()
    {
        var gateway = (await KubernetesFiles.GetAsync()).Deployments.Single(static deployment => KubernetesFiles.Name(deployment) == "gateway");
        var drain = KubernetesFiles.Container(gateway)["env"]!.AsArray().Single(static variable => (string)variable!["name"]! == "Gateway__DrainSeconds")!;

        // The host waits 15 s longer than the drain for everything else.
        ((int)gateway["spec"]!["template"]!["spec"]!["terminationGracePeriodSeconds"]!).ShouldBeGreaterThanOrEqualTo(int.Parse((string)drain["value"]!, System.Globalization.CultureInfo.InvariantCulture) + 15);
    }

    /// <summary>As configuration.md spells it: sections by colons, an index as n.</summary>
    private static string Option(string variable)
    {
        var parts = variable.Split("__");
        return string.Join(':', parts.Select(static part => part.All(char.IsAsciiDigit) ? "n" : part));
    }
}
