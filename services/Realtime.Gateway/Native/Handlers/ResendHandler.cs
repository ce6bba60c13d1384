using Realtime.Contracts.Wire;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

/// <summary>The events of a project that clients tell each other (<c>task_created</c> and the like): re-sent as they are to the project's other subscribers.</summary>
internal sealed class ResendHandler(string type, PublishHandler publish) : INativeHandler
{
    public static IReadOnlyList<string> Types { get; } = ["task_created", "task_updated", "task_deleted", "project_updated", "status_changed"];

    public string Type => type;

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? project = null;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("project_id"u8))
            {
                project = data.String();
            }
            else
            {
                data.Skip();
            }
        }

        if (ProjectRoom.Of(project) is { } room)
        {
            publish.Publish(session, in frame, room, type, frame.Data);
        }
        else
        {
            session.Fail(ErrorCodes.ProcessingError, "Failed to process message", frame.MessageId, "project_id must be a uuid");
        }
    }
}
