namespace Realtime.Auth.Opaque;

/// <summary>Codes and messages of the Daisi service.</summary>
internal static class OpaqueMessages
{
    public const string InvalidApiKey = "InvalidAPIKey";
    public const string InvalidToken = "InvalidToken";
    public const string BadRequest = "BadRequest";
    public const string AdminKeyMissing = "E4001";
    public const string AdminKeyWrong = "E4003";

    public const string ApiKeyText = "API key is missing or invalid.";
    public const string InvalidPayload = "Invalid payload";
    public const string InvalidRequestPayload = "Invalid request payload";

    public const string UserTokenRequired = "Company token is required";
    public const string UserTokenMalformed = "Company token is invalid or malformed.";
    public const string UserTokenExpired = "Company token has expired.";
    public const string AdminTokenRequired = "Admin token is required";
    public const string AdminTokenMalformed = "Admin token is invalid or malformed.";
    public const string AdminTokenExpired = "Admin token has expired.";
}
