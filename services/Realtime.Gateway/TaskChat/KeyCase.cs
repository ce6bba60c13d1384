namespace Realtime.Gateway.TaskChat;

/// <summary>Keys come in in any case: <c>taskId</c>, <c>task_id</c>, <c>TaskId</c> and <c>task-id</c> are one.</summary>
internal static class KeyCase
{
    public static bool Same(string given, string camel)
    {
        var at = 0;
        foreach (var character in given)
        {
            if (character is '_' or '-' or ' ')
            {
                continue;
            }

            if (at == camel.Length || char.ToLowerInvariant(character) != char.ToLowerInvariant(camel[at]))
            {
                return false;
            }

            at++;
        }

        return at == camel.Length;
    }
}
