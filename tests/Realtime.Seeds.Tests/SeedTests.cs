using Realtime.Seeds.Tests.Stack;

namespace Realtime.Seeds.Tests;

/// <summary>The four systems' own examples, by the clients that their readers have, through the edge with two gateways. docs/seeds.md says which promise each scenario shows.</summary>
[Collection(SeedsCollection.Name)]
public sealed class SeedTests(SeedsFixture seeds)
{
    [Theory]
    [InlineData("readme-client")]
    [InlineData("every-type")]
    [InlineData("presence-of-members")]
    [InlineData("envelopes")]
    [InlineData("offline-message")]
    [InlineData("domain-events")]
    [InlineData("management")]
    [InlineData("errors")]
    public Task AutoDevs(string scenario) => seeds.RunAsync("autodevs.mjs", scenario);

    [Theory]
    [InlineData("ready-and-select")]
    [InlineData("event-once")]
    [InlineData("unselected-chat")]
    [InlineData("select-spellings")]
    [InlineData("refusals")]
    [InlineData("takeover")]
    [InlineData("selected-chat-restored")]
    [InlineData("admin-scope")]
    [InlineData("bad-frames")]
    public Task Daisi(string scenario) => seeds.RunAsync("daisi.mjs", scenario);

    [Theory]
    [InlineData("wscat-session")]
    [InlineData("any-case")]
    [InlineData("slow-answer")]
    [InlineData("two-sockets")]
    [InlineData("out-of-place")]
    [InlineData("unauthorized")]
    [InlineData("silence")]
    public Task Goose(string scenario) => seeds.RunAsync("goose.mjs", scenario);

    [Theory]
    [InlineData("default-transports")]
    [InlineData("polling-only")]
    [InlineData("websocket-only")]
    [InlineData("unauthorized")]
    [InlineData("invalid-namespace")]
    [InlineData("validation")]
    [InlineData("rate-limit")]
    [InlineData("vendor-status")]
    [InlineData("push")]
    [InlineData("acknowledgement")]
    [InlineData("recovery")]
    [InlineData("killed-gateway")]
    public Task Venta(string scenario) => seeds.RunAsync("venta.mjs", scenario);
}
