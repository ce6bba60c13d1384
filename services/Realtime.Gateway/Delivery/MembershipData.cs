using System.Buffers;
using System.Text.Json;
using Realtime.Gateway.Native;

namespace Realtime.Gateway.Delivery;

/// <summary>The data of <c>user_joined</c> and <c>user_left</c>.</summary>
internal static class MembershipData
{
    public static ReadOnlyMemory<byte> Write(string room, MemberChange change)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("user_id"u8, change.UserId);
        if (ProjectRoom.TryGetProject(room, out var project))
        {
            json.WriteString("project_id"u8, project);
        }
        else
        {
            json.WriteString("room"u8, room);
        }

        json.WriteString("action"u8, change.Joined ? "joined"u8 : "left"u8);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
