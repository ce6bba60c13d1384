namespace Realtime.Contracts.Sessions;

/// <summary>Body of <c>POST /internal/sessions/release</c>: ends the session if the token is still the holder's; the selected chat is kept.</summary>
/// <param name="SessionKey">Key of the session.</param>
/// <param name="FencingToken">The holder's token.</param>
public sealed record ReleaseSession(string SessionKey, long FencingToken);
