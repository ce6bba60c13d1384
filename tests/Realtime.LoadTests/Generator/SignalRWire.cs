namespace Realtime.LoadTests.Generator;

internal sealed record SignalRWire() : Wire("SignalR, JSON hub")
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    public override string Path(int index) => "/hub";

    public override IReadOnlyList<string> Setup(int room) =>
        [Handshake, $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Join\",\"arguments\":[\"r{room}\"]}}\u001e"];

    public override IReadOnlyList<string> PublisherSetup() => [Handshake];

    public override string Publish(int room, string payload) => $"{{\"type\":1,\"target\":\"Publish\",\"arguments\":[\"r{room}\",\"{payload}\"]}}\u001e";

    public override string Echo(int room, string payload) => $"{{\"type\":1,\"target\":\"Echo\",\"arguments\":[\"{payload}\"]}}\u001e";

    public override bool IsNoise(ReadOnlySpan<byte> payload) => payload.StartsWith("{\"type\":6}"u8);
}
