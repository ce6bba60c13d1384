using System.Buffers;
using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>A failure as clients see it, in events <c>error</c> and <c>exception</c>.</summary>
/// <param name="Code">The word of the first generation of clients.</param>
/// <param name="ErrorCode">The word of the second.</param>
/// <param name="Message">For people.</param>
/// <param name="Type">The class of the failure.</param>
internal sealed record SocketFailure(string Code, string ErrorCode, string Message, string Type)
{
    public static readonly SocketFailure Internal = new("INTERNAL_SERVER_ERROR", "ERR_INTERNAL", "Internal server error", "INTERNAL");
    public static readonly SocketFailure Unauthorized = new("UNAUTHORIZED", "ERR_UNAUTHORIZED", "User not authenticated", "UNAUTHORIZED");
    public static readonly SocketFailure TokenExpired = new("TOKEN_EXPIRED", "ERR_INVALID_TOKEN", "Token expired", "UNAUTHORIZED");
    public static readonly SocketFailure Degraded = new("EXTERNAL_SERVICE_UNAVAILABLE", "ERR_OPERATION_FAILED", "Service temporarily unavailable", "EXTERNAL_SERVICE") { IsDegraded = true };

    /// <summary>Fields at fault.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether the same may work later.</summary>
    public bool IsDegraded { get; init; }

    public static SocketFailure Invalid(IReadOnlyList<FieldFault> faults) => new("VALIDATION_ERROR", "ERR_INVALID_INPUT", "Invalid input", "VALIDATION") { Faults = faults };

    public static SocketFailure RateLimited(int retryAfterSeconds) =>
        new("RATE_LIMIT_EXCEEDED", "ERR_RATE_LIMIT_EXCEEDED", "Rate limit exceeded", "RATE_LIMIT") { RetryAfterSeconds = retryAfterSeconds };

    public byte[] ToJson(string socketId)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("status"u8, IsDegraded ? "degraded"u8 : "error"u8);
        json.WriteString("code"u8, Code);
        json.WriteString("errorCode"u8, ErrorCode);
        json.WriteString("errorType"u8, Type);
        json.WriteString("message"u8, Message);
        json.WriteStartObject("data"u8);
        json.WriteString("socketId"u8, socketId);
        if (RetryAfterSeconds is { } seconds)
        {
            json.WriteNumber("retryAfterSeconds"u8, seconds);
        }

        if (Faults.Count > 0)
        {
            WriteFaults(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private void WriteFaults(Utf8JsonWriter json)
    {
        json.WriteString("field"u8, Faults[0].Path);
        json.WriteStartArray("errors"u8);
        foreach (var fault in Faults)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, fault.Path);
            json.WriteString("code"u8, fault.Code);
            json.WriteString("message"u8, fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
