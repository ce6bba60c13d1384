namespace Realtime.Gateway.TaskChat;

internal enum TaskChatKind
{
    /// <summary>Cannot be parsed.</summary>
    NoJson,

    /// <summary>JSON, but nothing that is understood.</summary>
    OutOfPlace,

    Init,

    Message,
}
