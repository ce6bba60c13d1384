using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Http;
using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Clients;

/// <summary>/api/v1/clients, for administrators.</summary>
internal static class ClientEndpoints
{
    private const int MaxPage = 500;
    private const string InvalidText = "The client is not valid.";

    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        // Ids may hold slashes; such clients are addressed with the slash escaped.
        var group = routes.MapGroup("/api/v1/clients").RequireScope(Scopes.Admin).AddEndpointFilter(NoStore).AddEndpointFilter<RouteGroupBuilder, DatabaseOutageFilter>().WithTags("clients");
        group.MapGet("/", ListAsync).Describe("ListClients", "The clients by id", ClientDocumentation.List);
        group.MapPost("/", AddAsync).Describe("AddClient", "Add a client", ClientDocumentation.Add);
        group.MapGet("/{clientId}", FindAsync).Describe("GetClient", "A client", ClientDocumentation.Find);
        group.MapPut("/{clientId}", ReplaceAsync).Describe("ReplaceClient", "Replace the settings of a client", ClientDocumentation.Replace);
        group.MapDelete("/{clientId}", DeleteAsync).Describe("DeleteClient", "Remove a client with its tokens", ClientDocumentation.Delete);
        group.MapPost("/{clientId}/secrets", AddSecretAsync).Describe("AddClientSecret", "Give a client a second secret", ClientDocumentation.AddSecret);
        group.MapDelete("/{clientId}/secrets/{secretId:guid}", DeleteSecretAsync).Describe("DeleteClientSecret", "Remove a secret of a client", ClientDocumentation.DeleteSecret);
    }

    private static async Task<IResult> ListAsync(ClientStore store, CancellationToken cancellationToken, string? after = null, int limit = 100) =>
        TypedResults.Json(new ClientList(await store.ListAsync(ClientRules.IsClientId(after) ? after : null, Math.Clamp(limit, 1, MaxPage), cancellationToken)), ClientsJsonContext.Default.ClientList);

    private static async Task<IResult> FindAsync(string clientId, ClientStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(Id(clientId), cancellationToken) is { } client
            ? TypedResults.Json(client, ClientsJsonContext.Default.ClientView)
            : Problem(ClientChange.NotFound);

    private static async Task<IResult> AddAsync(HttpContext context, ClientStore store, AuditLog audit, IOptions<AuthOptions> options)
    {
        var definition = await ReadAsync(context, ClientsJsonContext.Default.ClientDefinition, options.Value.MaxRequestBytes);
        if (definition is null)
        {
            return Malformed();
        }

        if (ClientRules.Check(definition) is { Count: > 0 } errors)
        {
            return Invalid(errors);
        }

        var (change, secret) = await store.AddAsync(definition, context.RequestAborted);
        if (secret is null)
        {
            return Problem(change);
        }

        Audit(context, audit, secret.ClientId, "added");
        context.Response.Headers.Location = $"/api/v1/clients/{Uri.EscapeDataString(secret.ClientId)}";
        return TypedResults.Json(secret, ClientsJsonContext.Default.NewClientSecret, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ReplaceAsync(string clientId, HttpContext context, ClientStore store, AuditLog audit, IOptions<AuthOptions> options)
    {
        var definition = await ReadAsync(context, ClientsJsonContext.Default.ClientDefinition, options.Value.MaxRequestBytes);
        if (definition is null || (definition.ClientId is { } named && named != Id(clientId)))
        {
            return Malformed();
        }

        definition = definition with { ClientId = Id(clientId) };
        if (ClientRules.Check(definition) is { Count: > 0 } errors)
        {
            return Invalid(errors);
        }

        var change = await store.ReplaceAsync(definition, context.RequestAborted);
        if (change != ClientChange.Done)
        {
            return Problem(change);
        }

        Audit(context, audit, definition.ClientId, definition.Enabled ? "changed" : "disabled");
        return await FindAsync(clientId, store, context.RequestAborted);
    }

    private static async Task<IResult> DeleteAsync(string clientId, HttpContext context, ClientStore store, AuditLog audit)
    {
        var change = await store.DeleteAsync(Id(clientId), context.RequestAborted);
        if (change != ClientChange.Done)
        {
            return Problem(change);
        }

        Audit(context, audit, Id(clientId), "deleted");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> AddSecretAsync(string clientId, HttpContext context, ClientStore store, AuditLog audit, IOptions<AuthOptions> options, TimeProvider time)
    {
        var request = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            ? await ReadAsync(context, ClientsJsonContext.Default.NewSecretRequest, options.Value.MaxRequestBytes)
            : new NewSecretRequest();
        if (request is null)
        {
            return Malformed();
        }

        if (request.ExpiresAt <= time.GetUtcNow())
        {
            return Invalid(new() { ["expires_at"] = ["must lie in the future"] });
        }

        var (change, secret) = await store.AddSecretAsync(Id(clientId), request.ExpiresAt?.ToUniversalTime(), context.RequestAborted);
        if (secret is null)
        {
            return Problem(change);
        }

        Audit(context, audit, secret.ClientId, "given a new secret");
        return TypedResults.Json(secret, ClientsJsonContext.Default.NewClientSecret, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteSecretAsync(string clientId, Guid secretId, HttpContext context, ClientStore store, AuditLog audit)
    {
        var change = await store.DeleteSecretAsync(Id(clientId), secretId, context.RequestAborted);
        if (change != ClientChange.Done)
        {
            return Problem(change);
        }

        Audit(context, audit, Id(clientId), "deprived of a secret");
        return TypedResults.NoContent();
    }

    private static async ValueTask<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes)
        where T : class
    {
        using var body = await JsonBody.TryReadObjectAsync(context, maxBytes);
        try
        {
            return body?.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Routing leaves an escaped slash escaped.</summary>
    private static string Id(string routeValue) => routeValue.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static void Audit(HttpContext context, AuditLog audit, string clientId, string change) =>
        audit.ClientChanged(clientId, change, context.GetAccessToken()?.Subject ?? "");

    private static ProblemHttpResult Malformed() => RealtimeProblems.BadRequest("The body is not what this route expects.");

    private static ProblemHttpResult Invalid(Dictionary<string, string[]> errors) =>
        RealtimeProblems.Result(StatusCodes.Status400BadRequest, "bad_request", InvalidText, new Dictionary<string, object?> { ["errors"] = errors });

    private static ProblemHttpResult Problem(ClientChange change) => change switch
    {
        ClientChange.NotFound => RealtimeProblems.NotFound(),
        ClientChange.AlreadyExists => RealtimeProblems.Result(StatusCodes.Status409Conflict, "conflict", "A client with this id exists."),
        ClientChange.FromConfiguration => RealtimeProblems.Result(StatusCodes.Status409Conflict, "conflict", "The client comes from configuration and is changed there."),
        _ => RealtimeProblems.Result(StatusCodes.Status409Conflict, "conflict", "The client has two secrets; delete one first."),
    };

    private static ValueTask<object?> NoStore(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
