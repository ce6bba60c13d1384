namespace Realtime.Auth.Clients;

internal sealed record ClientList(IReadOnlyList<ClientView> Clients);
