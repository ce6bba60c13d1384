namespace Realtime.Chaos;

/// <summary>One run.</summary>
public sealed record ChaosOptions
{
    /// <summary>Decides what is killed when, and what is published where.</summary>
    public required int Seed { get; init; }

    /// <summary>How long to publish and kill.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Users that receive.</summary>
    public int Users { get; init; } = 40;

    /// <summary>Rooms with history; every user is in all of them.</summary>
    public int Rooms { get; init; } = 4;

    /// <summary>Publishers, each with one message in flight.</summary>
    public int Publishers { get; init; } = 60;

    /// <summary>Messages a second of one publisher at most.</summary>
    public double RatePerPublisher { get; init; } = 8;

    /// <summary>Whether anything is killed.</summary>
    public bool Kills { get; init; } = true;

    /// <summary>After the load receivers are waited for until they have everything, or get nothing more for so long.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);
}
