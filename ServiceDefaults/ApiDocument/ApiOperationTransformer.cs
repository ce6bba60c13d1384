using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Realtime.ServiceDefaults.Http;

namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>Writes into the description what <see cref="ApiOperation"/> says of a route.</summary>
internal sealed class ApiOperationTransformer(IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    private const string ProblemSchema = "Problem";
    private const string ProblemType = "application/problem+json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ApiOperation>().LastOrDefault() is not { } described)
        {
            return Task.CompletedTask;
        }

        var document = context.Document!;
        // A route with several methods needs an id for each.
        var method = context.Description.HttpMethod;
        operation.OperationId = method == HttpMethods.Head ? described.Id + "Head" : described.Id;
        operation.Summary = described.Summary;
        operation.Description = described.Text;
        DescribeParameters(operation, described);
        DescribeRequest(operation, described);
        DescribeAnswers(operation, described, method == HttpMethods.Head);
        var guarded = metadata.OfType<IAllowAnonymous>().Any() is false && metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy);
        DescribeFailures(operation, document, described, guarded);
        DescribeSecurity(operation, document, guarded ? [ApiSecuritySchemes.Bearer] : described.Schemes);
        return Task.CompletedTask;
    }

    private static void DescribeParameters(OpenApiOperation operation, ApiOperation described)
    {
        foreach (var said in described.Parameters)
        {
            var parameter = operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(candidate => candidate.Name == said.Name);
            if (parameter is null)
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(parameter = new OpenApiParameter
                {
                    Name = said.Name,
                    In = said.In switch { "header" => ParameterLocation.Header, "path" => ParameterLocation.Path, _ => ParameterLocation.Query },
                    Required = said.In == "path",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            parameter.Description = said.Description;
            var numeric = (parameter.Schema?.Type & (JsonSchemaType.Integer | JsonSchemaType.Number)) > 0;
            parameter.Example = numeric ? JsonValue.Create(long.Parse(said.Example, CultureInfo.InvariantCulture)) : JsonValue.Create(said.Example);
            if (numeric && parameter.Schema is OpenApiSchema schema)
            {
                // Numbers in a query are texts; the generator describes both.
                schema.Type = JsonSchemaType.Integer;
                schema.Pattern = null;
            }
        }
    }

    private void DescribeRequest(OpenApiOperation operation, ApiOperation described)
    {
        if (described.Form is { } fields)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/x-www-form-urlencoded"] = Form(fields) },
            };
        }
        else if (described.Request is { Type: null } text)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { [text.ContentType!] = Text(text) } };
        }
        else if (described.Request is { } request && operation.RequestBody?.Content is { } content)
        {
            content.Remove(ApiOperation.AnyContentType);
            foreach (var media in content.Values)
            {
                media.Example = ToNode(request);
            }
        }
    }

    private void DescribeAnswers(OpenApiOperation operation, ApiOperation described, bool bodiless)
    {
        operation.Responses ??= [];
        if (described.Answers.Count > 0)
        {
            // What the handler's signature alone suggests.
            foreach (var status in operation.Responses.Keys.Where(key => described.Answers.All(answer => Key(answer.Status) != key)).ToList())
            {
                operation.Responses.Remove(status);
            }
        }

        foreach (var answer in described.Answers)
        {
            var response = operation.Responses.TryGetValue(Key(answer.Status), out var found) && found is OpenApiResponse given ? given : new OpenApiResponse();
            response.Description = answer.Description;
            operation.Responses[Key(answer.Status)] = response;
            if (answer.ContentType is null || bodiless)
            {
                response.Content = null;
            }
            else if (answer.Type is null)
            {
                response.Content = new Dictionary<string, OpenApiMediaType> { [answer.ContentType] = Text(answer) };
            }
            else
            {
                foreach (var media in response.Content?.Values ?? [])
                {
                    media.Example = ToNode(answer);
                }
            }
        }
    }

    private void DescribeFailures(OpenApiOperation operation, OpenApiDocument document, ApiOperation described, bool guarded)
    {
        IEnumerable<ApiFailure> all = described.Failures;
        if (guarded)
        {
            all = all.Append(new(StatusCodes.Status401Unauthorized, "unauthorized", RealtimeProblems.MessageOf(401))).Append(new(StatusCodes.Status403Forbidden, "forbidden", RealtimeProblems.MessageOf(403)));
        }

        if (!described.Schemes.Contains(ApiSecuritySchemes.Internal) && operation.Tags?.Any(static tag => tag.Name == "health") is not true)
        {
            // The edge's own.
            all = all.Append(new(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests, please try again later")).Append(new(StatusCodes.Status503ServiceUnavailable, "unavailable", "Service unavailable"));
        }

        foreach (var status in all.DistinctBy(static failure => (failure.Status, failure.Code, failure.Message)).GroupBy(static failure => failure.Status).OrderBy(static group => group.Key))
        {
            var content = new Dictionary<string, OpenApiMediaType>();
            var problems = status.Where(static failure => failure.Body is null).ToList();
            if (problems.Count > 0)
            {
                document.AddComponent(ProblemSchema, Problem());
                content[ProblemType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ProblemSchema, document), Examples = Examples(problems, ProblemOf) };
            }

            if (status.Where(static failure => failure.Body is not null).ToList() is { Count: > 0 } others)
            {
                content["application/json"] = new OpenApiMediaType { Schema = SchemaOf(ToNode(others[0].Body!)), Examples = Examples(others, failure => ToNode(failure.Body!)) };
            }

            operation.Responses![Key(status.Key)] = new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status.Key), Content = content };
        }
    }

    private static void DescribeSecurity(OpenApiOperation operation, OpenApiDocument document, IReadOnlyList<string> schemes)
    {
        // An empty list says that no proof is needed.
        operation.Security = [];
        foreach (var scheme in schemes)
        {
            document.AddComponent(scheme, ApiSecuritySchemes.Describe(scheme));
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] });
        }
    }

    private static OpenApiMediaType Text(ApiAnswer body) =>
        new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create((string)body.Example!) };

    private static OpenApiMediaType Form(IReadOnlyList<ApiFormField> fields) => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = fields.ToDictionary(static field => field.Name, static IOpenApiSchema (field) => new OpenApiSchema { Type = JsonSchemaType.String, Description = field.Description }),
            Required = fields.Where(static field => field.Required).Select(static field => field.Name).ToHashSet(),
        },
        Example = new JsonObject(fields.Where(static field => field.Example is not null).Select(static field => KeyValuePair.Create(field.Name, (JsonNode?)field.Example))),
    };

    private static Dictionary<string, IOpenApiExample> Examples(List<ApiFailure> failures, Func<ApiFailure, JsonNode?> value) =>
        failures.Select((failure, index) => (Name: index == 0 ? failure.Code : $"{failure.Code}_{index + 1}", Value: value(failure)))
            .ToDictionary(static example => example.Name, static IOpenApiExample (example) => new OpenApiExample { Value = example.Value });

    private JsonNode? ProblemOf(ApiFailure failure) => ToNode(RealtimeProblems.Create(failure.Status, failure.Code, failure.Message));

    private JsonNode? ToNode(ApiAnswer answer) => JsonSerializer.SerializeToNode(answer.Example, answer.Type!, json.Value.SerializerOptions);

    private JsonNode? ToNode(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);

    private static OpenApiSchema SchemaOf(JsonNode? example) => example is JsonObject members
        ? new() { Type = JsonSchemaType.Object, Properties = members.ToDictionary(static entry => entry.Key, static IOpenApiSchema (entry) => SchemaOf(entry.Value)) }
        : new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457) that also carry code, message and error.",
        Required = new HashSet<string> { "status", "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("about:blank."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = Text("The same as message."),
            ["code"] = Text("For programs."),
            ["message"] = Text("For people."),
            ["error"] = Text("The same as message."),
            ["field"] = Text("The field that is wrong, where one is."),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
