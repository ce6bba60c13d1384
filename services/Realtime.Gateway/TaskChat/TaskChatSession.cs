using Realtime.Contracts.TaskChat;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Limits;

namespace Realtime.Gateway.TaskChat;

/// <summary>
/// One socket's conversation. Frames are handled one after the other, without holding the reader's thread; answers are made beside them, so that a slow one
/// delays nothing.
/// </summary>
internal sealed partial class TaskChatSession(TaskChatRuntime runtime, string userId, SocketLimits limits)
{
    private readonly Queue<TaskChatMessage> _waiting = new();
    private readonly List<ConversationMessage> _messages = [];
    private volatile bool _isClosed;
    private bool _working;
    private int _answers;
    private long? _conversation;

    public SocketLimits Limits => limits;

    /// <summary>Null until the socket has opened.</summary>
    public UserShare? User { get; set; }

    public string UserId => userId;

    public ClientConnection? Connection { get; set; }

    /// <summary>Takes a frame. False when too many wait.</summary>
    public bool TryTake(TaskChatMessage message)
    {
        lock (_waiting)
        {
            if (_waiting.Count >= runtime.Options.MaxWaitingFrames)
            {
                return false;
            }

            _waiting.Enqueue(message);
            if (_working)
            {
                return true;
            }

            _working = true;
        }

        _ = WorkAsync();
        return true;
    }

    public void Close()
    {
        _isClosed = true;
        User?.Release();
        limits.Close();
    }

    public void Send(OutboundFrame frame)
    {
        using (frame)
        {
            Connection!.TrySend(frame);
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            TaskChatMessage message;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out message))
                {
                    _working = false;
                    return;
                }
            }

            try
            {
                await HandleAsync(message);
            }
            catch (Exception exception)
            {
                Log.Failed(runtime.Logger, exception);
                Send(TaskChatFrames.Failed());
            }
        }
    }

    private Task HandleAsync(TaskChatMessage message) => message.Kind switch
    {
        TaskChatKind.Init when _conversation is null => InitAsync(message.Task!, message.TaskKey!),
        TaskChatKind.Message when _conversation is { } conversation => SayAsync(conversation, message.Content!),
        TaskChatKind.NoJson => Refuse(TaskChatFrames.InvalidJson()),
        _ => Refuse(TaskChatFrames.OutOfPlace()),
    };

    private Task Refuse(OutboundFrame frame)
    {
        Send(frame);
        return Task.CompletedTask;
    }

    private async Task InitAsync(string task, string key)
    {
        if (await runtime.Conversations.OpenAsync(userId, key) is not { } conversation)
        {
            Send(TaskChatFrames.Failed());
            return;
        }

        _conversation = conversation.Id;
        lock (_messages)
        {
            _messages.AddRange(conversation.Messages);
        }

        Send(TaskChatFrames.Initialized(conversation, task));
    }

    private async Task SayAsync(long conversation, string content)
    {
        if (Volatile.Read(ref _answers) >= runtime.Options.MaxAnswers)
        {
            Send(TaskChatFrames.Failed());
            return;
        }

        if (await runtime.Conversations.AddAsync(conversation, userId, content, "user") is not { } saved)
        {
            Send(TaskChatFrames.Failed());
            return;
        }

        Send(TaskChatFrames.Saved(saved));
        Interlocked.Increment(ref _answers);
        _ = AnswerAsync(conversation, Remember(saved));
    }

    private async Task AnswerAsync(long conversation, IReadOnlyList<ConversationMessage> history)
    {
        try
        {
            // An answer that was asked for is kept, even if nobody waits for it any more.
            var text = await runtime.Assistant.AnswerAsync(history, CancellationToken.None);
            var answer = text is null ? null : await runtime.Conversations.AddAsync(conversation, userId, text, "assistant");
            if (answer is not null)
            {
                Remember(answer);
            }

            if (!_isClosed)
            {
                Send(answer is null ? TaskChatFrames.Failed() : TaskChatFrames.Answer(answer));
            }
        }
        catch (Exception exception)
        {
            Log.Failed(runtime.Logger, exception);
            Send(TaskChatFrames.Failed());
        }
        finally
        {
            Interlocked.Decrement(ref _answers);
        }
    }

    private List<ConversationMessage> Remember(ConversationMessage message)
    {
        lock (_messages)
        {
            _messages.Add(message);
            if (_messages.Count > runtime.History)
            {
                _messages.RemoveRange(0, _messages.Count - runtime.History);
            }

            return [.. _messages];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3320, LogLevel.Error, "A task chat's request failed.", EventName = "TaskChatFailed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
