using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal static class ParameterWriter
{
    public static void Write(Utf8JsonWriter writer, ParameterResource parameter)
    {
        writer.WriteString("type", "parameter.v0");
        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            writer.WriteBoolean("secret", true);
        }

        if (parameter.Default is { } fallback)
        {
            writer.WriteStartObject("default");
            WriteDefault(writer, fallback);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteDefault(Utf8JsonWriter writer, ParameterDefault fallback)
    {
        if (fallback is not GenerateParameterDefault generate)
        {
            writer.WriteString("value", fallback.GetDefaultValue());
            return;
        }

        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", generate.MinLength);
        foreach (var (name, isUsed) in (ReadOnlySpan<(string, bool)>)
            [("lower", generate.Lower), ("upper", generate.Upper), ("numeric", generate.Numeric), ("special", generate.Special)])
        {
            if (!isUsed)
            {
                writer.WriteBoolean(name, false);
            }
        }

        writer.WriteEndObject();
    }
}
