namespace Realtime.Gateway.Tests.Support;

/// <summary>As <see cref="EchoHostFixture"/>, without epoll.</summary>
public sealed class ManagedHostFixture : EchoHostFixture
{
    protected override Dictionary<string, string?> Settings => new() { ["Gateway:Sockets:Transport"] = "Managed" };
}
