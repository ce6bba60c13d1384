using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;
using Realtime.Contracts.Commands;
using Realtime.Documentation.Tests.OpenApi;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.AsyncApi;

/// <summary>docs/asyncapi.yaml is valid, complete as to the bus, and says what really happens.</summary>
[Collection(DocumentationCollection.Name)]
public sealed class AsyncApiTests(DocumentationFixture stack)
{
    private const string ContractsPrefix = "Realtime.Contracts.";

    [Fact]
    public async Task Parser_finds_nothing() =>
        (await Tools.RunAsync(["asyncapi.mjs", "check"], stack.Environment)).Trim().ShouldBe("[]");

    [Fact]
    public async Task Linter_finds_nothing() =>
        (await Redocly.ProblemsAsync(Repository.PathOf("docs/asyncapi.yaml"))).ShouldBeEmpty();

    [Fact]
    public async Task Every_example_gets_the_reply_that_is_promised() =>
        (await Tools.RunAsync(["replay.mjs"], stack.Environment)).ShouldContain("operations");

    [Fact]
    public async Task Every_command_and_event_of_the_contracts_is_described_as_it_is_serialized()
    {
        var document = JsonNode.Parse(await Tools.RunAsync(["asyncapi.mjs", "print"], stack.Environment))!;
        var described = new List<string>();
        foreach (var (_, channel) in document["channels"]!.AsObject())
        {
            if (!((string)channel!["address"]!).StartsWith(ContractsPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var type = typeof(Broadcast).Assembly.GetType(((string)channel["address"]!).Replace(':', '.')).ShouldNotBeNull((string)channel["address"]!);
            described.Add(type.Name);
            foreach (var (name, _) in channel["messages"]!.AsObject())
            {
                foreach (var example in document["components"]!["messages"]![name]!["examples"]!.AsArray())
                {
                    RoundTrip(type, example!["payload"]!["message"]!);
                }
            }
        }

        var contracts = typeof(Broadcast).Assembly.GetExportedTypes().Where(static type =>
            type.Namespace is ContractsPrefix + "Commands" or ContractsPrefix + "Events" or ContractsPrefix + "DomainEvents" && type.Name != "FieldChange");
        described.Order().ShouldBe(contracts.Select(static type => type.Name).Order());
    }

    /// <summary>Nothing of the example is lost, and nothing is missing, when the type reads and writes it.</summary>
    private static void RoundTrip(Type type, JsonNode example)
    {
        var options = SystemTextJsonMessageSerializer.Options;
        var read = example.Deserialize(type, options).ShouldNotBeNull();
        var written = JsonSerializer.SerializeToNode(read, type, options)!.AsObject();
        foreach (var (name, value) in example.AsObject())
        {
            written.ContainsKey(name).ShouldBeTrue($"{type.Name} has no {name}");
            written[name]!.ToJsonString().ShouldBe(value!.ToJsonString(), $"{type.Name}.{name}");
        }
    }
}
