namespace Realtime.Presence.Figures;

/// <summary>The gateways of the other figures, 60,000 sockets in all, are declared dead while a live one sends its changes: nobody waits for their end.</summary>
internal static class LostGateways
{
    public static async Task<Figure> RunAsync(FigureStack stack)
    {
        var figure = Visibility.RunAsync(stack, "meanwhile", "the same while gateways of 60,000 sockets die");
        await stack.CountAsync(
            """
            update pipeline set healthy_since = healthy_since - interval '1 hour';
            update gateways set last_seen = last_seen - interval '1 hour' where gateway_id like 'storm-%' or gateway_id = 'big'
            """);
        return await figure;
    }
}
