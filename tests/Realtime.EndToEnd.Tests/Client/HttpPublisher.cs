using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Client;

/// <summary>Publishes direct messages over HTTP with an idempotency key.</summary>
internal sealed class HttpPublisher(StackFixture stack) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = stack.Edge, Timeout = TimeSpan.FromSeconds(30) };
    private string? _token;

    public async Task<bool> TryPublishAsync(string user, string id, int number)
    {
        try
        {
            _token ??= await stack.Tokens.ForClientAsync();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{user}/messages")
            {
                Content = JsonContent.Create(new { type = "numbered", data = number }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            request.Headers.Add("Idempotency-Key", id);
            using var response = await _http.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            }

            return response.StatusCode == HttpStatusCode.Accepted;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
