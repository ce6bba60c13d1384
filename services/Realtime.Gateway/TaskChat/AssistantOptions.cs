using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.TaskChat;

/// <summary>The assistant behind an OpenAI-compatible chat endpoint, section <c>Gateway:Assistant</c>. Without an address every answer is the degraded text.</summary>
internal sealed class AssistantOptions
{
    public const string SectionName = "Gateway:Assistant";

    /// <summary>Base address, such as <c>https://api.openai.com/v1</c>; empty: no assistant.</summary>
    public string BaseAddress { get; set; } = "";

    public string ApiKey { get; set; } = "";

    [Required]
    public string Model { get; set; } = "gpt-4.1";

    [Range(1, 1_000_000)]
    public int MaxTokens { get; set; } = 1_000;

    [Range(0, 2)]
    public float Temperature { get; set; } = 0.6f;

    /// <summary>Asks for the answer in pieces; the client gets it whole either way.</summary>
    public bool Stream { get; set; }

    public string Instructions { get; set; } = "You are a helpful assistant for the tasks of a team. Answer briefly.";

    /// <summary>Messages of the conversation that the assistant sees, the newest.</summary>
    [Range(1, 500)]
    public int History { get; set; } = 50;

    /// <summary>Time for one try.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for all tries.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(120);

    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Failed tries, one after the other, after which the assistant is left alone.</summary>
    [Range(2, 1_000)]
    public int BreakerFailures { get; set; } = 5;

    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);
}
