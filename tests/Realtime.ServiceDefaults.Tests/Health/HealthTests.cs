using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Health;

public sealed class HealthTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const string NobodyHome = "Host=127.0.0.1;Port=1;Username=x;Password=s3cret;Database=x;Timeout=2";

    [Fact]
    public async Task With_its_dependencies_up_a_service_is_ready()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var service = await TestService.StartAsync(builder => builder.AddPostgresHealthCheck("postgres", database).AddRabbitMqHealthCheck("rabbitmq", broker));

        var (status, body) = await GetAsync(service, "/health");

        status.ShouldBe(HttpStatusCode.OK);
        body["status"]!.GetValue<string>().ShouldBe("ok");
        body["dependencies"]!["postgres"]!["status"]!.GetValue<string>().ShouldBe("up");
        body["dependencies"]!["rabbitmq"]!["status"]!.GetValue<string>().ShouldBe("up");
    }

    [Fact]
    public async Task The_dependency_that_is_down_is_named_and_the_service_stays_alive()
    {
        var database = await servers.CreateDatabaseAsync();
        await using var service = await TestService.StartAsync(builder => builder
            .AddPostgresHealthCheck("postgres", NobodyHome)
            .AddPostgresHealthCheck("archive", database)
            .AddRabbitMqHealthCheck("rabbitmq", "amqp://dev:s3cret@127.0.0.1:1"));

        var (status, body) = await GetAsync(service, "/health");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body["status"]!.GetValue<string>().ShouldBe("unhealthy");
        body["dependencies"]!["postgres"]!["status"]!.GetValue<string>().ShouldBe("down");
        body["dependencies"]!["postgres"]!["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        body["dependencies"]!["rabbitmq"]!["status"]!.GetValue<string>().ShouldBe("down");
        body["dependencies"]!["archive"]!["status"]!.GetValue<string>().ShouldBe("up");
        body.ToJsonString().ShouldNotContain("s3cret");
        (await GetAsync(service, "/alive")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dependency_one_can_do_without_is_reported_only()
    {
        await using var service = await TestService.StartAsync(builder => builder.AddPostgresHealthCheck("postgres", NobodyHome, HealthStatus.Degraded));

        var (status, body) = await GetAsync(service, "/health");

        status.ShouldBe(HttpStatusCode.OK);
        body["dependencies"]!["postgres"]!["status"]!.GetValue<string>().ShouldBe("down");
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(TestService service, string path)
    {
        using var response = await service.Client.GetAsync(path);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
