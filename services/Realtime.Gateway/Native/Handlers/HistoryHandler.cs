using System.Globalization;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Native.Frames;
using Realtime.Gateway.Native.Queries;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>history</c>: a page of a room's log, asked of OfflineDelivery.</summary>
internal sealed class HistoryHandler(ServiceQueries queries) : INativeHandler
{
    private const int MaxLimit = 100;

    public string Type => "history";

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? room = null, fault = null;
        long? limit = null, before = null, after = null;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("room"u8))
            {
                room = data.String();
            }
            else if (data.Named("limit"u8))
            {
                fault ??= data.TryInteger(out limit) && limit is null or > 0 ? null : "limit must be a whole number above 0";
            }
            else if (data.Named("before"u8))
            {
                fault ??= data.TryInteger(out before) ? null : "before must be an offset";
            }
            else if (data.Named("after"u8))
            {
                fault ??= data.TryInteger(out after) ? null : "after must be an offset";
            }
            else
            {
                data.Skip();
            }
        }

        if (!ProjectRoom.IsValidRoom(room))
        {
            fault = "room is missing or not a room name";
        }

        if (fault is not null)
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, fault);
        }
        else if (!session.Allows(room!, RoomRight.History))
        {
            session.Fail(ErrorCodes.Forbidden, "Not allowed to read this room's history", frame.MessageId);
        }
        else
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"/internal/history?room={Uri.EscapeDataString(room!)}&limit={Math.Min(limit ?? MaxLimit, MaxLimit)}")
                + (before is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&before={before}"))
                + (after is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&after={after}"));
            session.Run(frame.MessageId, queries.AnswerAsync(session, QueryTarget.History, query, frame.MessageId));
        }
    }
}
