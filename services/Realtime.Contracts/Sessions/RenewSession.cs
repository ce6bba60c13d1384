namespace Realtime.Contracts.Sessions;

/// <summary>
/// One item of <c>POST /internal/sessions/renew</c> (a list), which keeps sessions alive and records the selected chat; the answer is a list of
/// <see cref="SessionGrant"/> in the same order.
/// </summary>
/// <param name="SessionKey">Key of the session.</param>
/// <param name="FencingToken">The holder's token.</param>
/// <param name="Active">Whether the client did something since the last renewal; an idle session gets the inactive time.</param>
/// <param name="SelectedChat">The chat that is selected now; unchanged when absent.</param>
public sealed record RenewSession(string SessionKey, long FencingToken, bool Active, string? SelectedChat = null);
