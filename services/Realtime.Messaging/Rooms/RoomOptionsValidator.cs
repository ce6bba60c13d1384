using Microsoft.Extensions.Options;

namespace Realtime.Messaging.Rooms;

internal sealed class RoomOptionsValidator : IValidateOptions<RoomOptions>
{
    public ValidateOptionsResult Validate(string? name, RoomOptions options)
    {
        var failures = options.Namespaces.SelectMany(pair => Failures($"Rooms:Namespaces:{pair.Key}", pair.Value))
            .Concat(Failures("Rooms:Default", options.Default))
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string path, RoomNamespaceOptions options)
    {
        if (options.HistorySize is < 0 or > 1_000_000)
        {
            yield return $"{path}:HistorySize must be 0 to 1000000.";
        }

        if (options.HistoryTime < TimeSpan.FromSeconds(1) || options.HistoryTime > TimeSpan.FromDays(365))
        {
            yield return $"{path}:HistoryTime must be 1 s to 365 days.";
        }

        if (options.MaxMembers is < 0 or > 10_000_000)
        {
            yield return $"{path}:MaxMembers must be 0 to 10000000.";
        }
    }
}
