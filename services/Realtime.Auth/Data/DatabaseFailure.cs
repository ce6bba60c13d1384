using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;

namespace Realtime.Auth.Data;

internal static class DatabaseFailure
{
    /// <summary>What the database driver said, out of the exceptions that Entity Framework wraps around it; null for anything else.</summary>
    public static Exception? Find(Exception exception) => exception switch
    {
        DbException or TimeoutException or SocketException => exception,
        InvalidOperationException or DbUpdateException when exception.InnerException is { } inner => Find(inner),
        _ => null,
    };

    /// <summary>Whether the database does not answer at the moment; a statement that it refuses is our fault instead.</summary>
    public static bool IsOutage(Exception exception) =>
        Find(exception) is TimeoutException or SocketException or DbException { IsTransient: true };

    /// <summary>What a log may say about it: no statement, no value.</summary>
    public static string Describe(Exception exception)
    {
        var failure = Find(exception) ?? exception;
        return (failure as DbException)?.SqlState ?? failure.GetType().Name;
    }
}
