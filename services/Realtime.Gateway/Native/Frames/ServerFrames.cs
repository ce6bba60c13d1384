using System.Text.Json;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Native.Frames;

/// <summary>The frames that the gateway itself says to native clients (docs/protocol.md, section 2).</summary>
internal sealed class ServerFrames(TimeProvider time)
{
    public OutboundFrame Pong(string? replyTo)
    {
        var writer = ServerFrameWriter.Start("pong"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteString("status"u8, "ok"u8);
        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    public OutboundFrame Error(string code, string message, string? replyTo, string? details = null)
    {
        var writer = ServerFrameWriter.Start("error"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteString("code"u8, code);
        writer.Json.WriteString("message"u8, message);
        if (details is not null)
        {
            writer.Json.WriteString("details"u8, details);
        }

        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    public OutboundFrame Welcome(string connectionId, string? userId, TimeSpan? pingInterval, int maxMessageBytes)
    {
        var writer = ServerFrameWriter.Start("welcome"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteString("connection_id"u8, connectionId);
        writer.Json.WriteString("user_id"u8, userId);
        writer.Json.WriteNumber("ping_interval_ms"u8, (long)(pingInterval?.TotalMilliseconds ?? 0));
        writer.Json.WriteNumber("max_message_bytes"u8, maxMessageBytes);
        writer.Json.WriteEndObject();
        return End(writer, null);
    }

    public OutboundFrame AuthSuccess(string userId, DateTimeOffset? expiresAt, string? replyTo)
    {
        var writer = ServerFrameWriter.Start("auth_success"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteString("user_id"u8, userId);
        writer.Json.WriteString("message"u8, "Authentication successful"u8);
        if (expiresAt is { } at)
        {
            writer.Json.WriteString("expires_at"u8, at.UtcDateTime);
        }
        else
        {
            writer.Json.WriteNull("expires_at"u8);
        }

        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    public OutboundFrame AuthFailed(string message, string? replyTo)
    {
        var writer = ServerFrameWriter.Start("auth_failed"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteString("message"u8, message);
        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    public OutboundFrame SessionExpiring(int seconds)
    {
        var writer = ServerFrameWriter.Start("session_expiring"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber("seconds"u8, seconds);
        writer.Json.WriteEndObject();
        return End(writer, null);
    }

    public OutboundFrame ServerDraining(TimeSpan reconnectAfter)
    {
        var writer = ServerFrameWriter.Start("server_draining"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber("reconnect_after_ms"u8, (long)reconnectAfter.TotalMilliseconds);
        writer.Json.WriteEndObject();
        return End(writer, null);
    }

    /// <summary>Tells a slow client under the policy drop_oldest what it did not get.</summary>
    public OutboundFrame MessagesDropped(long count)
    {
        var writer = ServerFrameWriter.Start("messages_dropped"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber("count"u8, count);
        writer.Json.WriteEndObject();
        return End(writer, null);
    }

    public OutboundFrame Time(DateTimeOffset now, string? replyTo)
    {
        var writer = ServerFrameWriter.Start("time"u8);
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber("unix_ms"u8, now.ToUnixTimeMilliseconds());
        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    /// <summary>An answer whose data another service wrote.</summary>
    public OutboundFrame Answer(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, string? replyTo)
    {
        var writer = ServerFrameWriter.Start(type);
        RawJson.Write(writer.Json, data);
        return End(writer, replyTo);
    }

    public OutboundFrame Ack<TState>(string replyTo, TState state, Action<Utf8JsonWriter, TState> data)
    {
        var writer = ServerFrameWriter.Start("ack"u8);
        writer.Json.WriteStartObject();
        data(writer.Json, state);
        writer.Json.WriteEndObject();
        return End(writer, replyTo);
    }

    private OutboundFrame End(ServerFrameWriter writer, string? replyTo) => writer.End(time.GetUtcNow(), replyTo);
}
