using Microsoft.Extensions.Configuration;
using Realtime.ServiceDefaults.ServiceDiscovery;

namespace Realtime.ServiceDefaults.Tests.ServiceDiscovery;

public sealed class ServiceEndpointResolverTests
{
    [Theory]
    [InlineData("http://gateway/a?b=1", "http://10.0.0.1:5000/a?b=1")]
    [InlineData("https://gateway/", "https://10.0.0.1:5001/")]
    [InlineData("https+http://gateway/", "https://10.0.0.1:5001/")]
    [InlineData("https+http://auth/x", "http://10.0.0.3/x")]
    [InlineData("http://_sockets.gateway/ws", "http://10.0.0.2:9/ws")]
    [InlineData("http://prefixed/x", "http://10.0.0.4/base/x")]
    [InlineData("http://plain/x", "http://10.0.0.5:80/x")]
    [InlineData("http://offline-delivery/x", "http://10.0.0.6:1/x")]
    [InlineData("http://_sockets.offline-delivery/x", "http://10.0.0.7:1/x")]
    [InlineData("http://unknown:81/x", "http://unknown:81/x")]
    [InlineData("https+http://unknown/x", "https://unknown/x")]
    [InlineData("http://127.0.0.1:7/x", "http://127.0.0.1:7/x")]
    public void Resolve_Address_FollowsTheConfiguration(string address, string expected)
    {
        var resolver = Create(new()
        {
            ["Services:gateway:http:0"] = "http://10.0.0.1:5000",
            ["Services:gateway:https:0"] = "https://10.0.0.1:5001",
            ["Services:gateway:sockets:0"] = "http://10.0.0.2:9",
            ["Services:auth:http:0"] = "http://10.0.0.3",
            ["Services:prefixed:default:0"] = "http://10.0.0.4/base/",
            ["Services:plain:http"] = "10.0.0.5:80",
            ["OFFLINE_DELIVERY_HTTP"] = "http://10.0.0.6:1",
            ["OFFLINE_DELIVERY_SOCKETS"] = "http://10.0.0.7:1",
            ["GATEWAY_HTTP"] = "http://10.0.0.8:1",
        });

        resolver.Resolve(new Uri(address)).ShouldBe(new Uri(expected));
    }

    [Fact]
    public void Resolve_SeveralEndpoints_TakesTurns()
    {
        var resolver = Create(new() { ["Services:gateway:http:0"] = "http://a:1", ["Services:gateway:http:1"] = "http://b:1" });

        Enumerable.Range(0, 4).Select(_ => resolver.Resolve(new Uri("http://gateway")).Host).GroupBy(host => host).Select(group => group.Count()).ShouldBe([2, 2]);
    }

    [Fact]
    public void Resolve_AfterReload_SeesTheNewEndpoint()
    {
        var configuration = new ConfigurationManager();
        configuration["Services:gateway:http:0"] = "http://a:1";
        var resolver = new ServiceEndpointResolver(configuration);
        resolver.Resolve(new Uri("http://gateway")).Host.ShouldBe("a");

        configuration["Services:gateway:http:0"] = "http://b:1";
        ((IConfigurationRoot)configuration).Reload();

        resolver.Resolve(new Uri("http://gateway")).Host.ShouldBe("b");
    }

    [Fact]
    public void Resolve_EndpointsThatAreNotNumbered_AreAnError()
    {
        var resolver = Create(new() { ["Services:gateway:http:first"] = "http://a:1" });

        Should.Throw<InvalidOperationException>(() => resolver.Resolve(new Uri("http://gateway")));
    }

    private static ServiceEndpointResolver Create(Dictionary<string, string?> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
