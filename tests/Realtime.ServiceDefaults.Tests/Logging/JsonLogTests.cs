using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Tests.Logging;

public sealed class JsonLogTests
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void A_line_carries_the_documented_fields()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var outer = _scopes.Push(new Dictionary<string, object?> { ["RequestId"] = "host", ["ConnectionId"] = "host", ["TraceId"] = "x" });
        using var inner = _scopes.Push(new Dictionary<string, object?> { ["request_id"] = "r1", ["user_id"] = "u1", ["connection_id"] = "c1" });

        var line = Write(LogLevel.Warning, new EventId(7, "SlowReader"), "Socket {ConnectionCount} is slow.", [new("ConnectionCount", 3)]);

        line["level"]!.GetValue<string>().ShouldBe("warn");
        line["message"]!.GetValue<string>().ShouldBe("Socket {ConnectionCount} is slow.");
        line["category"]!.GetValue<string>().ShouldBe("Realtime.Test");
        line["event_id"]!.GetValue<int>().ShouldBe(7);
        line["event_name"]!.GetValue<string>().ShouldBe("SlowReader");
        line["trace_id"]!.GetValue<string>().ShouldBe(activity.TraceId.ToHexString());
        line["span_id"]!.GetValue<string>().ShouldBe(activity.SpanId.ToHexString());
        line["request_id"]!.GetValue<string>().ShouldBe("r1");
        line["user_id"]!.GetValue<string>().ShouldBe("u1");
        line["connection_id"]!.GetValue<string>().ShouldBe("c1");
        line["connection_count"]!.GetValue<int>().ShouldBe(3);
        DateTimeOffset.Parse(line["timestamp"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void An_argument_cannot_pose_as_a_fixed_field()
    {
        var line = Write(LogLevel.Information, default, "hello", [new("Level", "critical"), new("Message", "other")]);

        line["level"]!.GetValue<string>().ShouldBe("info");
        line["message"]!.GetValue<string>().ShouldBe("hello");
    }

    [Fact]
    public void Credentials_in_addresses_are_masked_everywhere()
    {
        var line = Write(
            LogLevel.Error,
            default,
            "GET http://h/ws?token=abc.def&x=1",
            [new("Url", "/ws/acme/bot?x-api-key=key-secret&token=token-secret")],
            new InvalidOperationException("at ?access-token=other-secret"));

        var text = line.ToJsonString();
        foreach (var secret in new[] { "abc.def", "key-secret", "token-secret", "other-secret" })
        {
            text.ShouldNotContain(secret);
        }

        line["message"]!.GetValue<string>().ShouldEndWith("&x=1");
    }

    [Theory]
    [InlineData("GET /ws?token=abc HTTP/1.1", "GET /ws?token=REDACTED HTTP/1.1")]
    [InlineData("?a=1&X-API-KEY=abc#f", "?a=1&X-API-KEY=REDACTED#f")]
    [InlineData("token=abc", "token=REDACTED")]
    [InlineData("mytoken=abc", "mytoken=abc")]
    [InlineData("nothing here", "nothing here")]
    public void Redact_Text_MasksOnlyCredentials(string text, string expected) => SecretRedactor.Redact(text).ShouldBe(expected);

    private JsonObject Write(LogLevel level, EventId eventId, string message, IReadOnlyList<KeyValuePair<string, object?>> state, Exception? exception = null)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Realtime.Test", eventId, state, exception, (_, _) => message);
        new JsonLogFormatter(TimeProvider.System).Write(entry, _scopes, writer);
        var text = writer.ToString();
        text.Count(character => character == '\n').ShouldBe(1);
        return JsonNode.Parse(text)!.AsObject();
    }
}
