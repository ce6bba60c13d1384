namespace Realtime.LoadTests.Generator;

internal sealed record CoreWire() : Wire("core")
{
    public override string Path(int index) => $"/core?user=u{index}";

    public override IReadOnlyList<string> Setup(int room) => [$"s r{room}"];

    public override string Publish(int room, string payload) => $"p r{room} {payload}";

    public override string Echo(int room, string payload) => $"e {payload}";
}
