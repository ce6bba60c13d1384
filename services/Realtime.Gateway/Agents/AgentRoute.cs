namespace Realtime.Gateway.Agents;

/// <summary>An agent endpoint's path; company and agent are null on the administrators' one.</summary>
internal sealed record AgentRoute(string? Company, string? Agent)
{
    private const string Prefix = "/ws/";

    public bool IsAdmin => Company is null;

    /// <summary><c>/ws/admin</c>, or exactly two parts after <c>/ws/</c>; null for any other path.</summary>
    public static AgentRoute? Read(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = path[Prefix.Length..].Split('/');
        return parts switch
        {
            ["admin"] => new AgentRoute(null, null),
            [{ Length: > 0 } company, { Length: > 0 } agent] => new AgentRoute(company, agent),
            _ => null,
        };
    }
}
