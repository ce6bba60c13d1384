using System.Text;
using System.Text.Json;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Management.Api;

namespace Realtime.Gateway.Management;

/// <summary>Messages that an administrator sends through the API: like those of integrators, without a sender.</summary>
internal sealed class AdminMessages(DirectPublisher direct, RoomPublisher rooms)
{
    public static ReadOnlyMemory<byte> Data(MessageRequest request) =>
        request.Data is { ValueKind: not JsonValueKind.Undefined } data ? Encoding.UTF8.GetBytes(data.GetRawText()) : "{}"u8.ToArray();

    public ValueTask<PublishOutcome> ToUserAsync(string user, MessageRequest request, string messageId) =>
        direct.PublishAsync(user, request.Type!, messageId, sender: null, ttlSeconds: 0, Data(request));

    public ValueTask<PublishOutcome> ToRoomAsync(string room, MessageRequest request, string messageId)
    {
        var publish = new RoomPublishRequest(room, request.Type!, messageId, Sender: null, Connection: null);
        if (rooms.IsDurable(room))
        {
            return rooms.PublishDurableAsync(publish, Data(request));
        }

        rooms.PublishEphemeral(publish, Data(request));
        return ValueTask.FromResult(new PublishOutcome(Accepted: true));
    }
}
