using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Scope values and message arguments as snake_case fields; of one name the innermost wins, arguments before scopes.</summary>
internal sealed class LogFields
{
    private static readonly HashSet<string> Reserved = new(["timestamp", "level", "message", "category", "event_id", "event_name", "trace_id", "span_id", "exception"], StringComparer.Ordinal);

    // The host's scopes repeat these, or carry the address as the client sent it.
    private static readonly HashSet<string> Dropped = new(["{OriginalFormat}", "SpanId", "TraceId", "ParentId", "RequestPath"], StringComparer.Ordinal);

    private readonly List<KeyValuePair<string, object?>> _fields = [];

    public static LogFields Collect<TState>(TState state, IExternalScopeProvider? scopes)
    {
        var fields = new LogFields();
        scopes?.ForEachScope(static (scope, fields) => fields.Add(scope), fields);
        fields.Add(state);
        return fields;
    }

    public void Write(Utf8JsonWriter json)
    {
        foreach (var (name, value) in _fields)
        {
            Write(json, name, value);
        }
    }

    private void Add(object? source)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var (name, value) in values)
        {
            if (Dropped.Contains(name) || FieldName.Of(name) is var field && Reserved.Contains(field))
            {
                continue;
            }

            _fields.RemoveAll(other => other.Key == field);
            _fields.Add(new(field, value));
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, SecretRedactor.Redact(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }
}
