namespace Realtime.Contracts.Sessions;

/// <summary>Answer to <see cref="AcquireSession"/> and <see cref="RenewSession"/>.</summary>
/// <param name="FencingToken">Grows with every change of holder; a holder with an older token has lost the session.</param>
/// <param name="ExpiresAt">When the session ends unless it is renewed.</param>
/// <param name="SelectedChat">The chat that the previous holder had selected.</param>
/// <param name="Held">False when a renewal came from somebody who is not the holder any more.</param>
public sealed record SessionGrant(long FencingToken, DateTimeOffset ExpiresAt, string? SelectedChat, bool Held = true);
