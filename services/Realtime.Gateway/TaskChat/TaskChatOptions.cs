using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.TaskChat;

/// <summary>The task chat on <c>/api/task-chat</c>, section <c>Gateway:TaskChat</c>.</summary>
internal sealed class TaskChatOptions
{
    public const string SectionName = "Gateway:TaskChat";

    [Range(1_024, 16_000_000)]
    public int MaxMessageBytes { get; set; } = 1_000_000;

    /// <summary>Nothing received for this long closes with 1002.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Answers of one socket that may be under way; messages beyond are refused.</summary>
    [Range(1, 100)]
    public int MaxAnswers { get; set; } = 8;

    /// <summary>Frames of one socket that wait for the one being handled; more end the socket.</summary>
    [Range(1, 10_000)]
    public int MaxWaitingFrames { get; set; } = 256;

    /// <summary>How long storing may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
