namespace Realtime.ServiceDefaults.Metrics;

/// <summary>Tags compare as a set: their order does not matter.</summary>
internal static class TagSet
{
    public static uint Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 0u;
        foreach (var (name, value) in tags)
        {
            hash += (uint)HashCode.Combine(name, value);
        }

        return hash;
    }

    public static bool AreEqual(ReadOnlySpan<KeyValuePair<string, object?>> left, ReadOnlySpan<KeyValuePair<string, object?>> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!Same(left[i], right[i]) && !Contains(right, left[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(ReadOnlySpan<KeyValuePair<string, object?>> tags, KeyValuePair<string, object?> wanted)
    {
        foreach (var tag in tags)
        {
            if (Same(tag, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(KeyValuePair<string, object?> left, KeyValuePair<string, object?> right) =>
        string.Equals(left.Key, right.Key, StringComparison.Ordinal) && Equals(left.Value, right.Value);
}
