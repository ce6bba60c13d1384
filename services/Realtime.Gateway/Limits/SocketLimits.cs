using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Limits;

/// <summary>
/// A socket's part in the limits that all protocols share: a bucket of its own, its address's, and those of the users it acts for. Messages of one socket are
/// judged one after the other; opening and closing may come from other threads.
/// </summary>
internal sealed class SocketLimits(RateLimits limits)
{
    private readonly Lock _gate = new();
    private ConnectionLimits _counts;
    private string? _address;
    private bool _closed;

    /// <summary>When the connection opens.</summary>
    public void Open(ClientConnection connection)
    {
        lock (_gate)
        {
            if (!_closed && _address is null)
            {
                _address = connection.RemoteAddress.ToString();
                _counts.Address = limits.Addresses.Acquire(_address, 0);
            }
        }
    }

    /// <summary>When the connection has closed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (_counts.Address is { } bucket)
            {
                _counts.Address = null;
                limits.Addresses.Release(_address!, bucket);
            }
        }
    }

    /// <summary>The share of a user whom this socket acts for, to be released by its owner; null when the user has too many connections.</summary>
    public UserShare? Join(string userId) =>
        limits.Users.Acquire(userId, limits.Current.UserConnections) is { } bucket ? new UserShare(limits, userId, bucket) : null;

    /// <summary>Asks for the right to handle one message, for <paramref name="user"/> if it is anybody's.</summary>
    public LimitVerdict Take(UserShare? user)
    {
        lock (_gate)
        {
            _counts.User = user?.Bucket;
            return _counts.Take(limits);
        }
    }
}
