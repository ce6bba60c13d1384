using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tests.Model;

/// <summary>The n-th state that anybody set; all are different, and they are a millisecond apart.</summary>
internal readonly record struct ModelState(int Number)
{
    private static readonly DateTimeOffset Beginning = DateTimeOffset.UtcNow.AddDays(-1);

    public string Json => $$"""{"n":{{Number}}}""";

    public PresenceChange Change(string socket, string room) =>
        new(PresenceChangeKind.State, socket, Beginning.AddMilliseconds(Number), Room: room, State: Json);
}
