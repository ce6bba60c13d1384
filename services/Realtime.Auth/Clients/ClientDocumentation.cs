using Realtime.ServiceDefaults.ApiDocument;

namespace Realtime.Auth.Clients;

/// <summary>What the API description says about /api/v1/clients.</summary>
internal static class ClientDocumentation
{
    private const string Id = "shop";
    private const string SecretText = "hVv3t5sQ0xJ2m8Zr1LkPq7Wd9Yb4Nc6T";

    private static readonly Guid SecretId = Guid.Parse("5f3f0a52-7a5b-4b3f-9d0e-2f6f1f7c9d11");
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NewClientSecret Secret = new(SecretId, Id, SecretText, Time.AddYears(1));

    private static readonly ClientDefinition Definition = new()
    {
        ClientId = Id,
        DisplayName = "The shop",
        Grants = ["client_credentials", GrantTypes.TokenExchange],
        Scopes = ["realtime.connect", "realtime.publish"],
        ExchangeSubjects = ["customer-*"],
        TokenLifetimeSeconds = 600,
        RequestsPerMinute = 600,
    };

    private static readonly ClientView View = new()
    {
        ClientId = Id,
        DisplayName = "The shop",
        Enabled = true,
        FromConfiguration = false,
        Grants = Definition.Grants,
        Scopes = Definition.Scopes,
        Roles = [],
        ExchangeSubjects = Definition.ExchangeSubjects,
        TokenLifetimeSeconds = 600,
        RequestsPerMinute = 600,
        CreatedAt = Time,
        UpdatedAt = Time,
        Secrets = [new ClientSecretView(SecretId, Time, null)],
    };

    public static void List(ApiOperation operation) => operation
        .Parameter("after", "The last id of the page before.", Id)
        .Parameter("limit", "At most so many, up to 500.", "100")
        .Returns("A page.", new ClientList([View]));

    public static void Add(ApiOperation operation) => operation
        .Takes(Definition)
        .Returns("The only answer that shows the secret.", Secret with { ExpiresAt = null }, StatusCodes.Status201Created)
        .Fails(400, "bad_request", "The client is not valid.")
        .Fails(409, "conflict", "A client with this id exists.");

    public static void Find(ApiOperation operation) => One(operation).Returns("The client.", View);

    public static void Replace(ApiOperation operation) => Changed(operation)
        .Description("One that is disabled loses everything issued to it, for its users too; one that may speak for fewer users than before loses its access tokens and the sign-ins of the others.")
        .Takes(Definition)
        .Returns("The client.", View)
        .Fails(400, "bad_request", "The body is not what this route expects.");

    public static void Delete(ApiOperation operation) => Changed(operation).ReturnsNothing("It is gone.");

    public static void AddSecret(ApiOperation operation) => Changed(operation)
        .Description("Two may be live, so that secrets are replaced without a pause. The body may be left out.")
        .Takes(new NewSecretRequest { ExpiresAt = Time.AddYears(1) })
        .Returns("The only answer that shows the secret.", Secret, StatusCodes.Status201Created)
        .Fails(400, "bad_request", "The body is not what this route expects.")
        .Fails(409, "conflict", "The client has two secrets; delete one first.");

    public static void DeleteSecret(ApiOperation operation) => Changed(operation)
        .Parameter("secretId", "The secret's id.", SecretId.ToString())
        .ReturnsNothing("It is gone.");

    private static ApiOperation One(ApiOperation operation) => operation
        .Parameter("clientId", "The client's id.", Id)
        .Fails(404, "not_found", "Not found");

    private static ApiOperation Changed(ApiOperation operation) => One(operation)
        .Fails(409, "conflict", "The client comes from configuration and is changed there.");
}
