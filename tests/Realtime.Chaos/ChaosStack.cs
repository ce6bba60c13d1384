using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Realtime.Chaos;

/// <summary>The whole stack on random ports, restarted by its host when parts of it are killed.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(10);
    private readonly DistributedApplication _app;
    private readonly string _runFolder;

    private ChaosStack(DistributedApplication app)
    {
        _app = app;
        _runFolder = app.Services.GetRequiredService<IConfiguration>()["Local:RunFolder"]!;
        Edge = app.GetEndpoint("edge", "http");
        Http = new HttpClient { BaseAddress = Edge, Timeout = TimeSpan.FromSeconds(10) };
    }

    public Uri Edge { get; }

    public HttpClient Http { get; }

    public static async Task<ChaosStack> StartAsync(CancellationToken cancellationToken)
    {
        // A reader that connects while OfflineDelivery is away waits for its inbox instead of getting newer messages first.
        Environment.SetEnvironmentVariable("Gateway__Delivery__DrainTimeout", "00:05:00");
        Environment.SetEnvironmentVariable("Gateway__Delivery__RecoverTimeout", "00:05:00");
        // Neither are retention and caps what is tested here: on a busy machine a reader may be away for long.
        Environment.SetEnvironmentVariable("Rooms__Namespaces__chat__HistorySize", "1000000");
        Environment.SetEnvironmentVariable("Delivery__InboxSize", "100000");
        // All clients come from one address and one identity each; the limits are not what is tested here.
        Environment.SetEnvironmentVariable("Edge__Limits__RequestsPerMinute", "1000000");
        Environment.SetEnvironmentVariable("Gateway__Limits__MessagesPerSecond", "0");
        Environment.SetEnvironmentVariable("Gateway__Limits__UserMessagesPerSecond", "0");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>(deadline.Token);
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline.Token);
        return new ChaosStack(app);
    }

    public async Task<int?> PidAsync(string name, CancellationToken cancellationToken)
    {
        using var resources = await ResourcesAsync(cancellationToken);
        return Find(resources, name) is { } resource && resource.TryGetProperty("pid", out var pid) && pid.ValueKind == JsonValueKind.Number ? pid.GetInt32() : null;
    }

    public async Task<Uri> BrokerAsync(CancellationToken cancellationToken)
    {
        using var resources = await ResourcesAsync(cancellationToken);
        return new Uri(Find(resources, "messaging")!.Value.GetProperty("connectionString").GetString()!);
    }

    public async Task<string> TokenAsync(string? userId, CancellationToken cancellationToken)
    {
        var client = await PostAsync(new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, cancellationToken);
        return userId is null
            ? client
            : await PostAsync(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
                    ["subject_token"] = client,
                    ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
                    ["requested_subject"] = userId,
                },
                cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static JsonElement? Find(JsonDocument resources, string name) =>
        resources.RootElement.GetProperty("resources").EnumerateArray().Cast<JsonElement?>().FirstOrDefault(resource => resource!.Value.GetProperty("name").GetString() == name);

    private async Task<JsonDocument> ResourcesAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(_runFolder, "resources.json"));
        return await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
    }

    private async Task<string> PostAsync(Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Basic", Convert.ToBase64String("dev:dev-secret"u8));
        using var response = await Http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }
}
