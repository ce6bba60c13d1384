namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Answer to a poll: packets, or why there are none.</summary>
internal readonly record struct PollResult(IReadOnlyList<EngineMessage> Messages, EngineError? Error)
{
    public static PollResult Of(params EngineMessage[] messages) => new(messages, null);

    public static PollResult Refused(EngineError error) => new([], error);
}
