using System.Text.Json.Nodes;

namespace Realtime.Testing;

/// <summary>What the API description must say of every operation.</summary>
public static class ApiOperationRules
{
    /// <summary>What is missing in the description of an operation.</summary>
    public static IEnumerable<string> FaultsOf(JsonNode operation)
    {
        if (string.IsNullOrEmpty((string?)operation["summary"]))
        {
            yield return "no summary";
        }

        if (string.IsNullOrEmpty((string?)operation["operationId"]))
        {
            yield return "no operationId";
        }

        foreach (var media in Media(operation["requestBody"]).Where(static media => !HasExample(media)))
        {
            yield return "no example of the request";
        }

        foreach (var parameter in (operation["parameters"] as JsonArray ?? []).Where(static parameter => parameter!["example"] is null || parameter["description"] is null))
        {
            yield return $"no example or description of {parameter!["name"]}";
        }

        var responses = operation["responses"]?.AsObject() ?? [];
        if (responses.All(static response => !response.Key.StartsWith('2')))
        {
            yield return "no success";
        }

        if (responses.All(static response => response.Key[0] is not ('4' or '5')))
        {
            yield return "no error";
        }

        foreach (var (status, response) in responses)
        {
            foreach (var media in Media(response).Where(static media => !HasExample(media)))
            {
                yield return $"no example of {status}";
            }
        }
    }

    private static IEnumerable<JsonNode> Media(JsonNode? body) => (body?["content"] as JsonObject ?? []).Select(static entry => entry.Value!);

    private static bool HasExample(JsonNode media) => media["example"] is not null || media["examples"] is JsonObject { Count: > 0 };
}
