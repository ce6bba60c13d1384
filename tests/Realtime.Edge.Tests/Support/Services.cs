namespace Realtime.Edge.Tests.Support;

internal static class Services
{
    public static Dictionary<string, string?> At(params (string Name, Uri Address)[] services) =>
        services.ToDictionary(service => $"Services:{service.Name}:http:0", service => (string?)service.Address.AbsoluteUri);
}
