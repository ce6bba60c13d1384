using System.Globalization;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>A user of this machine that a server runs as when the host is root.</summary>
internal sealed record UserAccount(string Name, uint UserId, uint GroupId)
{
    public static UserAccount? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name, File.ReadLines("/etc/passwd")) is { } account)
            {
                return account;
            }
        }

        return null;
    }

    internal static UserAccount? Find(string name, IEnumerable<string> passwd)
    {
        foreach (var line in passwd)
        {
            var fields = line.Split(':');
            if (fields.Length >= 4 && fields[0] == name
                && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
                && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var groupId))
            {
                return new UserAccount(name, userId, groupId);
            }
        }

        return null;
    }
}
