using System.Net;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Queries;

/// <summary>Asks another service over HTTP and passes its answer on as a frame; later frames of the connection do not wait.</summary>
internal sealed class ServiceQueries(IHttpClientFactory clients, ServerFrames frames)
{
    public const string HistoryClient = "gateway-history";
    public const string PresenceClient = "gateway-presence";

    public async Task AnswerAsync(NativeSession session, QueryTarget target, string pathAndQuery, string? replyTo)
    {
        using var client = clients.CreateClient(target == QueryTarget.History ? HistoryClient : PresenceClient);
        HttpResponseMessage response;
        try
        {
            response = await client.GetAsync(new Uri(pathAndQuery, UriKind.Relative));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or TimeoutException)
        {
            session.Fail(ErrorCodes.Unavailable, "Not available at the moment", replyTo);
            return;
        }

        using (response)
        {
            await PassOnAsync(session, target, response, replyTo);
        }
    }

    private async Task PassOnAsync(NativeSession session, QueryTarget target, HttpResponseMessage response, string? replyTo)
    {
        if (response.IsSuccessStatusCode)
        {
            var data = await response.Content.ReadAsByteArrayAsync();
            session.Send(frames.Answer(target == QueryTarget.History ? "history"u8 : "presence"u8, data, replyTo));
        }
        else if (response.StatusCode == HttpStatusCode.NotFound)
        {
            session.Fail(ErrorCodes.NotFound, "Not found", replyTo);
        }
        else if ((int)response.StatusCode is >= 400 and < 500 and not 401 and not 403 and not 429)
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", replyTo);
        }
        else
        {
            session.Fail(ErrorCodes.Unavailable, "Not available at the moment", replyTo);
        }
    }
}
