namespace Realtime.Auth.Clients;

internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder routes)
    {
    }
}
