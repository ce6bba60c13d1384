using System.Text.Json;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Why a configuration file cannot be read, without a word of what stands in it.</summary>
internal static class FileFault
{
    public static string Describe(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case JsonException json:
                    return $"no JSON from line {(json.LineNumber ?? 0) + 1}, byte {(json.BytePositionInLine ?? 0) + 1}";
                case UnauthorizedAccessException:
                    return "access denied";
                case IOException io:
                    return io.Message;
            }
        }

        return exception.GetType().Name;
    }
}
