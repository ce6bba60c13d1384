using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Scope values and message arguments as snake_case fields beside the fixed ones; the first of a name wins.</summary>
internal readonly struct LogFields(Utf8JsonWriter json)
{
    private static readonly string[] Fixed = ["timestamp", "level", "message", "category", "event_id", "event_name", "trace_id", "span_id", "exception", "parent_id", "request_path"];

    private readonly Utf8JsonWriter _json = json;
    private readonly HashSet<string> _written = new(Fixed, StringComparer.Ordinal);

    public void Write<TState>(TState state, IExternalScopeProvider? scopes)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> arguments)
        {
            WriteAll(arguments);
        }

        scopes?.ForEachScope(
            static (scope, fields) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> values)
                {
                    fields.WriteAll(values);
                }
            },
            this);
    }

    private void WriteAll(IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (name != "{OriginalFormat}" && SnakeCase(name) is var field && _written.Add(field))
            {
                WriteValue(field, value);
            }
        }
    }

    private void WriteValue(string field, object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNull(field);
                break;
            case bool flag:
                _json.WriteBoolean(field, flag);
                break;
            case int number:
                _json.WriteNumber(field, number);
                break;
            case long number:
                _json.WriteNumber(field, number);
                break;
            case double number when double.IsFinite(number):
                _json.WriteNumber(field, number);
                break;
            default:
                _json.WriteString(field, SecretRedactor.Redact(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]))
            {
                if (i > 0 && name[i - 1] != '_' && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))))
                {
                    text.Append('_');
                }

                text.Append(char.ToLowerInvariant(name[i]));
            }
            else
            {
                text.Append(name[i]);
            }
        }

        return text.ToString();
    }
}
