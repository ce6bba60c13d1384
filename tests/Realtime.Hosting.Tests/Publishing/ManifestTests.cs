using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Publishing;

public sealed class ManifestTests
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create("--publisher", "manifest");

    [Fact]
    public async Task Write_Parameters_SaySecretAndDefault()
    {
        _builder.AddParameter("api-key", secret: true);
        _builder.AddParameter("user", "realtime", publishValueAsDefault: true);

        var resources = await WriteAsync();

        resources["api-key"]!.ToJsonString().ShouldBe(
            """{"type":"parameter.v0","value":"{api-key.inputs.value}","inputs":{"value":{"type":"string","secret":true}}}""");
        resources["user"]!["inputs"]!["value"]!.ToJsonString().ShouldBe("""{"type":"string","default":{"value":"realtime"}}""");
    }

    [Fact]
    public async Task Write_Project_HasBothBindingsAndPublishVariables()
    {
        _builder.AddSample().WithExternalHttpEndpoints().WithHttpEndpoint(name: "sockets", env: "SOCKETS_PORT");

        var sample = (await WriteAsync())["sample"]!;

        sample["type"]!.GetValue<string>().ShouldBe("project.v0");
        sample["env"]!.ToJsonString().ShouldBe(
            """{"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY":"in_memory","ASPNETCORE_FORWARDEDHEADERS_ENABLED":"true","HTTP_PORTS":"{sample.bindings.http.targetPort}","SOCKETS_PORT":"{sample.bindings.sockets.targetPort}"}""");
        sample["bindings"]!.ToJsonString().ShouldBe(
            """{"http":{"scheme":"http","protocol":"tcp","transport":"http","external":true},"https":{"scheme":"https","protocol":"tcp","transport":"http","external":true},"sockets":{"scheme":"http","protocol":"tcp","transport":"http","targetPort":8000}}""");
    }

    [Fact]
    public async Task Write_GeneratedPasswords_FollowWithTheirEncodedForm()
    {
        var database = _builder.AddPostgres("postgres").AddDatabase("authdb");
        _builder.AddSample().WithReference(database);

        var resources = await WriteAsync();

        resources.Select(static resource => resource.Key).ShouldBe(["postgres", "authdb", "sample", "postgres-password", "postgres-password-uri-encoded"]);
        resources["authdb"]!.ToJsonString().ShouldBe("""{"type":"value.v0","connectionString":"{postgres.connectionString};Database=authdb"}""");
        resources["sample"]!["env"]!["AUTHDB_URI"]!.GetValue<string>().ShouldContain("{postgres-password-uri-encoded.value}@{postgres.bindings.tcp.host}");
        resources["postgres-password-uri-encoded"]!.ToJsonString().ShouldBe("""{"type":"annotated.string","value":"{postgres-password.value}","filter":"uri"}""");
    }

    [Fact]
    public async Task Publish_NoOutputPath_SaysWhatIsMissing()
    {
        await using var application = await _builder.BuildAsync();

        Should.Throw<DistributedApplicationException>(() => application.Services.GetRequiredService<ManifestPublisher>().Publish()).Message.ShouldContain("--output-path");
    }

    [Fact]
    public async Task Publish_PathThatCannotBeWritten_IsNamed()
    {
        _builder.Configuration["Publishing:OutputPath"] = "/dev/null/manifest.json";
        await using var application = await _builder.BuildAsync();

        Should.Throw<DistributedApplicationException>(() => application.Services.GetRequiredService<ManifestPublisher>().Publish()).Message.ShouldContain("/dev/null/manifest.json");
    }

    private async Task<JsonObject> WriteAsync()
    {
        await using var application = await _builder.BuildAsync();
        var manifest = JsonNode.Parse(application.Services.GetRequiredService<ManifestPublisher>().Write("/"))!;
        manifest["$schema"]!.GetValue<string>().ShouldBe("https://json.schemastore.org/aspire-8.0.json");
        return manifest["resources"]!.AsObject();
    }
}
