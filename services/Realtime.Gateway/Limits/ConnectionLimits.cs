namespace Realtime.Gateway.Limits;

/// <summary>What one connection has used of its limits; part of the session, touched only by the connection's reader.</summary>
internal struct ConnectionLimits
{
    private long _fullAt;
    private WindowCounter _errors;
    private WindowCounter _refused;

    public SharedBucket? User { get; set; }

    public SharedBucket? Address { get; set; }

    /// <summary>When the bucket is full again: shortly after the last message that was allowed.</summary>
    public readonly long FullAt => _fullAt;

    public readonly int Errors => _errors.Count;

    /// <summary>Asks for the right to handle one message.</summary>
    public LimitVerdict Take(RateLimits limits)
    {
        var now = limits.Now;
        var values = limits.Current;
        if (TokenBucket.TryTake(ref _fullAt, now, values.Connection)
            && (User is null || User.TryTake(now, values.User))
            && (Address is null || Address.TryTake(now, values.Address)))
        {
            return LimitVerdict.Allowed;
        }

        return _refused.Reaches(values.MaxRefused, now, values.RefusedWindow) ? LimitVerdict.Flooding : LimitVerdict.Refused;
    }

    /// <summary>Counts an error; true when the connection has made too many.</summary>
    public bool CountError(RateLimits limits) => _errors.Reaches(limits.Current.MaxErrors, limits.Now, limits.Current.ErrorWindow);
}
