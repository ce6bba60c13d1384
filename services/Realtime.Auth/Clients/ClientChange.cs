namespace Realtime.Auth.Clients;

/// <summary>The outcome of a change to a client.</summary>
internal enum ClientChange
{
    Done,
    NotFound,
    AlreadyExists,
    FromConfiguration,
    TooManySecrets,
}
