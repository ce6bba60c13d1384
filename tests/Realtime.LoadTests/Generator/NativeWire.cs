namespace Realtime.LoadTests.Generator;

/// <summary>The gateway's native protocol, authenticated: each socket has a token of its own.</summary>
internal sealed record NativeWire(Func<int, string> Token) : Wire("gateway, native protocol")
{
    public override string Path(int index) => "/ws/connect";

    public override IReadOnlyList<string> Headers(int index) => ["Authorization: Bearer " + Token(index)];

    public override IReadOnlyList<string> Setup(int room) =>
        [$"{{\"type\":\"subscription\",\"ack\":true,\"message_id\":\"s\",\"data\":{{\"action\":\"subscribe\",\"room\":\"room:r{room}\"}}}}"];

    public override string Publish(int room, string payload) =>
        $"{{\"type\":\"publish\",\"data\":{{\"room\":\"room:r{room}\",\"type\":\"m\",\"data\":\"{payload}\"}}}}";

    public override string Echo(int room, string payload) =>
        $"{{\"type\":\"publish\",\"ack\":true,\"message_id\":\"{Guid.NewGuid():N}\",\"data\":{{\"room\":\"room:r{room}\",\"type\":\"m\",\"data\":\"{payload}\"}}}}";

    public override bool IsNoise(ReadOnlySpan<byte> payload) => payload.IndexOf("\"user_joined\""u8) >= 0;
}
