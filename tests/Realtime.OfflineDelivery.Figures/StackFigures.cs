using System.Globalization;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Realtime.OfflineDelivery.Figures;

/// <summary>The durable lane on the whole stack: sockets through the edge and the gateways, every message acknowledged to its publisher and by its reader.</summary>
internal static class StackFigures
{
    private const int Pairs = 8;

    // OfflineDelivery counts a message as accepted after the commit, and one as a duplicate whose acknowledgement came first; none is published twice here.
    private static readonly string[] Stored = ["realtime_delivery_accepted", "realtime_delivery_duplicates"];
    private static readonly string[] Unread = ["realtime_delivery_expired"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync()
    {
        // One address and a few identities make all the load: the limits are not what is measured.
        Environment.SetEnvironmentVariable("Gateway__Limits__MessagesPerSecond", "0");
        Environment.SetEnvironmentVariable("Gateway__Limits__UserMessagesPerSecond", "0");
        Environment.SetEnvironmentVariable("Gateway__Limits__AddressMessagesPerSecond", "0");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Realtime_AppHost>();
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("edge", CancellationToken.None);
        var edge = app.GetEndpoint("edge", "http");
        using var http = new HttpClient { BaseAddress = edge };
        using var delivery = new HttpClient { BaseAddress = app.GetEndpoint("offline-delivery", "http") };

        var readers = new List<StackReader>();
        var publishers = new List<StackPublisher>();
        for (var i = 0; i < Pairs; i++)
        {
            readers.Add(await StackReader.ConnectAsync(edge, await TokenAsync(http, $"reader-{i}")));
            publishers.Add(await StackPublisher.ConnectAsync(edge, await TokenAsync(http, $"writer-{i}"), $"reader-{i}"));
        }

        await MeasureAsync("warm-up", 1_000, TimeSpan.FromSeconds(10));
        await MeasureAsync("2,000/s, just started", 2_000, TimeSpan.FromSeconds(20));
        await MeasureAsync("10,000/s", 10_000, TimeSpan.FromSeconds(20));
        await MeasureAsync("2,000/s", 2_000, TimeSpan.FromSeconds(20));
        readers.ForEach(static reader => reader.Dispose());

        async Task MeasureAsync(string what, int rate, TimeSpan duration)
        {
            readers.ForEach(static reader => reader.Reset());
            var acceptedBefore = publishers.Sum(static publisher => publisher.Accepted);
            var storedBefore = await CounterAsync(delivery, Stored);
            var lostBefore = await CounterAsync(delivery, Unread);
            var times = ProcessTimes.Take();
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var sent = (await Task.WhenAll(publishers.Select(publisher => publisher.PublishAsync(rate / Pairs, duration)))).Sum();
            await UntilAsync(() => publishers.Sum(static publisher => publisher.Accepted) - acceptedBefore >= sent);
            var accepted = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            await UntilAsync(() => readers.Sum(static reader => reader.Count) >= sent);
            var delivered = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            await Task.WhenAll(readers.Select(static reader => reader.AcknowledgeRestAsync()));
            while (await CounterAsync(delivery, Stored) - storedBefore < sent && System.Diagnostics.Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(50);
            }

            var stored = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            var latencies = readers.SelectMany(static reader => reader.Latencies()).Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {sent} messages; {sent / accepted.TotalSeconds:0}/s accepted, {sent / stored.TotalSeconds:0}/s stored, {sent / delivered.TotalSeconds:0}/s delivered live; publish to socket p50 {latencies[latencies.Count / 2]:0.0} ms, p99 {latencies[latencies.Count * 99 / 100]:0.0} ms"));
            if (await CounterAsync(delivery, Unread) - lostBefore is > 0 and var unread)
            {
                Console.WriteLine($"  {unread} messages were pushed out of a full inbox before their acknowledgement came");
            }

            Console.WriteLine($"  {ProcessTimes.PerMessage(times, sent)}");
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException("Messages are missing.");
            }

            await Task.Delay(1);
        }
    }

    private static async Task<long> CounterAsync(HttpClient delivery, string[] names)
    {
        var metrics = await delivery.GetStringAsync("/metrics");
        return metrics.Split('\n')
            .Where(line => names.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
            .Sum(static line => (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static async Task<string> TokenAsync(HttpClient http, string user)
    {
        var client = await GrantAsync(http, new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
        return await GrantAsync(http, new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token"] = client,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            ["requested_subject"] = user,
        });
    }

    private static async Task<string> GrantAsync(HttpClient http, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Basic", Convert.ToBase64String("dev:dev-secret"u8));
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }
}
