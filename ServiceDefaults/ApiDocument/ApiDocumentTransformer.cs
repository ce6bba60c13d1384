using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>Title, licence, tags and the address of the description; where the service really listens is nobody's business behind the edge.</summary>
internal sealed class ApiDocumentTransformer(ServiceName name) : IOpenApiDocumentTransformer
{
    private static readonly Dictionary<string, string> TagTexts = new(StringComparer.Ordinal)
    {
        ["tokens"] = "OAuth 2: tokens, introspection, revocation, keys.",
        ["opaque tokens"] = "Tokens of the company and agent endpoints.",
        ["clients"] = "The clients of Auth, for administrators.",
        ["messages"] = "Messages over HTTP, what became of them, and the rooms' history.",
        ["files"] = "Files that messages refer to: whole, in pieces (tus 1.0.0), and their contents.",
        ["dead letters"] = "Messages from the bus that could not be understood.",
        ["management"] = "The cluster's sockets, for administrators.",
        ["presence"] = "Who is online and who is in a room.",
        ["locations"] = "Where vendors are.",
        ["health"] = "Whether it works.",
        ["internal"] = "What services ask each other; the edge does not route it.",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = name.Value,
            Version = "v1",
            Description = "A service of Realtime. The edge publishes the descriptions of all services as one.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            if (TagTexts.TryGetValue(tag.Name ?? "", out var text))
            {
                tag.Description = text;
            }
        }

        return Task.CompletedTask;
    }
}
