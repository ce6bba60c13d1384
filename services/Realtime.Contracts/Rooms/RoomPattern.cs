namespace Realtime.Contracts.Rooms;

/// <summary>Patterns of the <c>cap</c> claim: names in which <c>*</c> stands for any run of characters, the empty one included.</summary>
public static class RoomPattern
{
    /// <summary>Whether the whole name matches. Takes at worst the product of both lengths in steps, and allocates nothing.</summary>
    /// <param name="pattern">The pattern; every character but <c>*</c> stands for itself.</param>
    /// <param name="name">The room name.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
