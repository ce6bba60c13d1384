namespace Realtime.Gateway.Backplane;

/// <summary>All interests of one kind (rooms or users), and whether one wildcard binding covers them; guarded by <see cref="Bindings"/>.</summary>
internal sealed class InterestGroup(string prefix)
{
    public string Prefix => prefix;

    public string Wildcard { get; } = prefix + "#";

    public Dictionary<string, Interest> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The wildcard is bound.</summary>
    public bool Covered { get; set; }

    public bool WantsWildcard(int most) => Keys.Count > (Covered ? most / 2 : most);
}
