using System.Net;
using System.Text;
using Realtime.Chaos.History;

namespace Realtime.Chaos.Clients;

internal sealed class HttpPublisher(int number, ChaosOptions options, ChaosStack stack, string[] rooms, Ledger ledger)
    : Publisher(number, options, rooms, ledger)
{
    private string? _token;

    protected override async Task<bool> TryPublishAsync(string target, string messageId, CancellationToken cancellationToken)
    {
        _token ??= await stack.TokenAsync(null, cancellationToken);
        var kind = target.StartsWith("room.", StringComparison.Ordinal) ? "rooms" : "users";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{kind}/{Uri.EscapeDataString(target[5..])}/messages")
        {
            Content = new StringContent("""{"type":"chaos","data":{"by":"http"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", _token);
        request.Headers.Add("Idempotency-Key", messageId);
        using var response = await stack.Http.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.Accepted;
    }

    protected override ValueTask CloseAsync()
    {
        _token = null;
        return ValueTask.CompletedTask;
    }
}
