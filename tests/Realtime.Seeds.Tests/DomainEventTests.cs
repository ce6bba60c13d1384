using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MassTransit;
using Realtime.Contracts.DomainEvents;
using Realtime.Seeds.Tests.Stack;

namespace Realtime.Seeds.Tests;

/// <summary>What other .NET services publish with MassTransit reaches the clients of each system in its own words.</summary>
[Collection(SeedsCollection.Name)]
public sealed class DomainEventTests(SeedsFixture seeds)
{
    [Fact]
    public async Task TaskUpdated_with_a_new_status_is_task_updated_and_status_changed()
    {
        var project = Guid.NewGuid();
        var task = Guid.NewGuid();
        using var socket = await TextSocket.ConnectAsync($"{seeds.Edge}/ws/connect?token={await TokenAsync("events-user")}");
        await socket.SendAsync($$$"""{"type":"subscription","message_id":"s1","ack":true,"data":{"action":"subscribe","project_id":"{{{project}}}"}}""");
        await socket.UntilAsync("\"reply_to\":\"s1\"");
        var change = new FieldChange(JsonSerializer.SerializeToElement("TODO"), JsonSerializer.SerializeToElement("DONE"));
        await PublishAsync(new TaskUpdated(task, project, new Dictionary<string, FieldChange> { ["status"] = change }, JsonSerializer.SerializeToElement(new { title = "t" })));
        await socket.UntilAsync("task_updated", task.ToString());
        using var changed = JsonDocument.Parse(await socket.UntilAsync("status_changed", task.ToString()));
        changed.RootElement.GetProperty("data").GetProperty("old_status").GetString().ShouldBe("TODO");
        changed.RootElement.GetProperty("data").GetProperty("new_status").GetString().ShouldBe("DONE");
    }

    [Fact]
    public async Task AgentEventRaised_is_an_event_of_the_workspace()
    {
        var company = "c" + Guid.NewGuid().ToString("N");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-API-Key", "dev-user-key");
        using var answer = await http.PostAsJsonAsync(seeds.Edge + "/generate-token", new { company_id = company, agent_id = "a1", user_id = "u1", expires_in_seconds = 600 });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        using var socket = await TextSocket.ConnectAsync($"{seeds.Edge}/ws/{company}/a1?token={Uri.EscapeDataString(token)}&x-api-key=dev-user-key");
        await socket.UntilAsync("ready");
        await PublishAsync(new AgentEventRaised("chats", company, "a1", "x1", null, JsonSerializer.SerializeToElement(new { snake_key = 1 })));
        (await socket.UntilAsync("\"event_type\":\"chat\"")).ShouldContain("\"row_data\":{\"snake_key\":1}");
    }

    [Fact]
    public async Task VendorLocationChanged_is_a_move_for_the_users_around()
    {
        var vendor = "v" + Guid.NewGuid().ToString("N");
        using var socket = await TextSocket.ConnectAsync(seeds.Edge + "/socket.io/?EIO=4&transport=websocket");
        await socket.UntilAsync("0{");
        await socket.SendAsync($$"""40/user,{"token":"{{await TokenAsync("moves-user")}}"}""");
        await socket.UntilAsync("40/user,");
        var lat = -60 + (Random.Shared.NextDouble() * 5);
        await socket.SendAsync(string.Create(CultureInfo.InvariantCulture, $$"""42/user,["update_location",{"lat":{{lat}},"lng":-150}]"""));
        await socket.UntilAsync("location_updated");
        await PublishAsync(new VendorLocationChanged(vendor, lat, -150, DateTimeOffset.UtcNow));
        await socket.UntilAsync("vendor_location_changed", vendor);
        await socket.UntilAsync("vendor_sync", vendor);
    }

    private async Task PublishAsync<T>(T message)
        where T : class
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(seeds.Broker)));
        await bus.StartAsync();
        await bus.Publish(message);
        await bus.StopAsync();
    }

    private async Task<string> TokenAsync(string user)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("dev:dev-secret")));
        var client = await PostAsync(http, new() { ["grant_type"] = "client_credentials" });
        return await PostAsync(http, new()
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token"] = client,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            ["requested_subject"] = user,
        });
    }

    private async Task<string> PostAsync(HttpClient http, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(seeds.Edge + "/connect/token", content);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }
}
