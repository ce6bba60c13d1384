namespace Realtime.OfflineDelivery.Http;

/// <summary>Patterns of the <c>cap</c> claim: room names in which <c>*</c> stands for any run of characters.</summary>
internal static class RoomPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> room)
    {
        int p = 0, r = 0, star = -1, mark = 0;
        while (r < room.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = r;
            }
            else if (p < pattern.Length && pattern[p] == room[r])
            {
                p++;
                r++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                r = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
