using System.Net;

namespace Realtime.Gateway.Announcements;

/// <summary>The address that others use for something bound here.</summary>
internal static class AdvertisedAddress
{
    public static string Host(string boundHost, string? advertised)
    {
        if (!string.IsNullOrWhiteSpace(advertised))
        {
            return advertised;
        }

        var everywhere = boundHost is "*" or "+" || (IPAddress.TryParse(boundHost.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        return everywhere ? Dns.GetHostName() : boundHost;
    }

    public static string Of(string boundUrl, string? advertised)
    {
        var url = BindingAddress.Parse(boundUrl);
        return $"{url.Scheme}://{Host(url.Host, advertised)}:{url.Port}";
    }
}
