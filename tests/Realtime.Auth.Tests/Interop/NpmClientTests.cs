using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Interop;

public sealed class NpmClientTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task OpenidClientAndJose_WorkUnchanged()
    {
        var output = await NodeRunner.RunAsync("interop.mjs", new Dictionary<string, string> { ["ISSUER"] = fixture.Server.Address.AbsoluteUri.TrimEnd('/') });
        output.ShouldEndWith("ok\n");
    }
}
