using Realtime.Gateway.Identity;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.TaskChat;

/// <summary>What gateways with a task chat need around them: tokens, conversations, an assistant.</summary>
internal sealed class TaskChatStack
{
    private readonly ServersFixture _servers = new();
    private FakeConversations _conversations = null!;
    private string _broker = "";

    public TestAuthority Authority { get; private set; } = null!;

    public AssistantStub Assistant { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        Authority = await TestAuthority.StartAsync();
        _conversations = await FakeConversations.StartAsync();
        Assistant = await AssistantStub.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Assistant.DisposeAsync();
        await _conversations.DisposeAsync();
        await Authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    public static Uri Address(TestGateway gateway, string query = "") => new(gateway.SocketsUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "/api/task-chat" + query);

    /// <summary>A gateway that can judge tokens, for the caller to dispose of.</summary>
    public async Task<TestGateway> StartAsync(params string[] settings)
    {
        var gateway = await TestGateway.StartAsync(_broker, Authority, ["--services:offline-delivery:http:0=" + _conversations.Url, .. settings]);
        await Eventually.Async(
            async () => (await gateway.Get<ConnectionAuthenticator>().AuthenticateAsync(Authority.Token("probe"), CancellationToken.None)).Succeeded,
            because: "the gateway has no keys");
        return gateway;
    }

    public Task<RawSocket> ConnectAsync(TestGateway gateway, string user) =>
        RawSocket.ConnectAsync(Address(gateway), options => options.SetRequestHeader("Authorization", "Bearer " + Authority.Token(user)));

    public async Task<RawSocket> InitAsync(TestGateway gateway, string user)
    {
        var socket = await ConnectAsync(gateway, user);
        await socket.SendAsync("{\"type\":\"init\",\"taskId\":1}");
        (await socket.ReadAsync())!.ShouldContain("conversation_initialized");
        return socket;
    }
}
