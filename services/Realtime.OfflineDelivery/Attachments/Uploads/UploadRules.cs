using Microsoft.Extensions.Options;
using Realtime.Contracts.Rooms;
using Realtime.Messaging.Rooms;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Http;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>What may be uploaded; each refusal names the field.</summary>
internal sealed class UploadRules(RoomRules rooms, RoomNamespaces namespaces, IOptions<AttachmentOptions> options, IOptions<DeliveryOptions> delivery, TimeProvider time)
{
    private const int MaxName = 255;
    private const string DefaultName = "file";

    public (NewUpload? Upload, IResult? Fault) Check(AccessToken token, UploadDescription description)
    {
        if (description.Size > options.Value.MaxFileBytes)
        {
            return (null, UploadProblems.TooLarge(options.Value.MaxFileBytes));
        }

        var name = description.Name is { Length: > 0 } given ? given : DefaultName;
        if (name.Length > MaxName || name.Any(char.IsControl) || name.AsSpan().ContainsAny('/', '\\') || name is "." or "..")
        {
            return (null, Fields.Invalid("filename", $"must have 1 to {MaxName} characters without slashes and control characters."));
        }

        if (!MediaTypes.TryRead(description.Type, out var type))
        {
            return (null, Fields.Invalid("filetype", "is no media type."));
        }

        if (!MediaTypes.IsAllowed(type, options.Value.AllowedTypes))
        {
            return (null, UploadProblems.TypeNotAllowed(type, options.Value.AllowedTypes));
        }

        if (description.Sha256Text is not null && description.Sha256 is null)
        {
            return (null, Fields.Invalid("sha256", "must be the SHA-256 of the file: 64 hexadecimal digits, or in Repr-Digest sha-256=:base64:."));
        }

        var (target, fault) = TargetOf(token, description);
        return fault is not null
            ? (null, fault)
            : (new NewUpload { Owner = token.Subject, Name = name, Type = type, Size = description.Size, Sha256 = description.Sha256, Target = target }, null);
    }

    private (UploadTarget? Target, IResult? Fault) TargetOf(AccessToken token, UploadDescription description)
    {
        var now = time.GetUtcNow();
        switch (description)
        {
            case { Room: { Length: > 0 }, UserId: { Length: > 0 } }:
                return (null, Fields.Invalid("room", "and user_id exclude each other."));
            case { Room: { Length: > 0 } room }:
                if (!RoomName.IsValid(room))
                {
                    return (null, Fields.Invalid("room", "is no room name."));
                }

                return rooms.MayPublishTo(token, room)
                    ? (new UploadTarget(RoutingKeys.Room(room), now + namespaces.Of(room).HistoryTime), null)
                    : (null, RealtimeProblems.Forbidden($"The token does not allow publishing to the room '{room}'."));
            case { UserId: { Length: > 0 } user }:
                if (!UserId.IsValid(user))
                {
                    return (null, Fields.Invalid("user_id", "is no user id."));
                }

                return RoomRules.MayWriteTo(token, user)
                    ? (new UploadTarget(RoutingKeys.User(user), now + delivery.Value.TimeToLive), null)
                    : (null, RealtimeProblems.Forbidden($"The token does not allow writing to the user '{user}'."));
            default:
                return (null, null);
        }
    }
}
