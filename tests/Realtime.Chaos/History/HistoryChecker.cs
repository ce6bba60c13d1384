using System.Globalization;

namespace Realtime.Chaos.History;

/// <summary>
/// Verifies a history: every accepted message came; none came twice; rooms have one order without gaps, the same for all; messages of one publisher to one
/// target came in the order in which they were published.
/// </summary>
public static class HistoryChecker
{
    /// <summary>The violations; none when all is well.</summary>
    public static IReadOnlyList<string> Check(Ledger ledger)
    {
        var violations = new List<string>();
        var rooms = new Dictionary<(string Room, long Offset), string>();
        foreach (var user in ledger.Users)
        {
            violations.AddRange(user.Faults.Select(fault => $"{user.UserId}: {fault}"));
            CheckTarget(ledger, user, $"user.{user.UserId}", violations);
            foreach (var room in user.Rooms)
            {
                CheckTarget(ledger, user, $"room.{room}", violations);
                CheckOffsets(user, room, rooms, violations);
            }
        }

        return violations;
    }

    private static void CheckTarget(Ledger ledger, UserHistory user, string target, List<string> violations)
    {
        var received = user.Received(target);
        var ids = received.Select(static receipt => receipt.MessageId).ToHashSet(StringComparer.Ordinal);
        violations.AddRange(ledger.AcceptedFor(target).Where(id => !ids.Contains(id)).Select(id => $"{user.UserId} never got {id} of {target}"));
        violations.AddRange(received.GroupBy(static receipt => receipt.MessageId).Where(static same => same.Count() > 1).Select(same => $"{user.UserId} got {same.Key} of {target} {same.Count()} times"));
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var how = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var receipt in received)
        {
            var (publisher, number) = Parse(receipt.MessageId);
            if (number <= last.GetValueOrDefault(publisher))
            {
                violations.Add($"{user.UserId} got {receipt.MessageId} of {target} after number {last[publisher]} ({receipt.Note} after {how[publisher]})");
            }

            if (number > last.GetValueOrDefault(publisher))
            {
                last[publisher] = number;
                how[publisher] = receipt.Note;
            }
        }
    }

    private static void CheckOffsets(UserHistory user, string room, Dictionary<(string Room, long Offset), string> known, List<string> violations)
    {
        var expected = 1L;
        foreach (var receipt in user.Received($"room.{room}"))
        {
            if (receipt.Offset != expected)
            {
                violations.Add($"{user.UserId} got offset {receipt.Offset} of {room} where {expected} was next");
            }

            expected = receipt.Offset + 1;
            if (!known.TryAdd((room, receipt.Offset), receipt.MessageId) && known[(room, receipt.Offset)] != receipt.MessageId)
            {
                violations.Add($"{user.UserId} got {receipt.MessageId} at offset {receipt.Offset} of {room} where others got {known[(room, receipt.Offset)]}");
            }
        }
    }

    private static (string Publisher, long Number) Parse(string messageId)
    {
        var mark = messageId.LastIndexOf('~');
        return (messageId[..mark], long.Parse(messageId.AsSpan(mark + 1), CultureInfo.InvariantCulture));
    }
}
