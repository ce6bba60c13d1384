using Microsoft.AspNetCore.Http;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>
/// Counts the polls that a host has taken and not answered. A handler that returns without an answer has its poll in place: nothing in it waits before.
/// </summary>
internal sealed class WaitingPolls
{
    private int _count;

    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var serving = next(context);
        if (serving.IsCompleted || !HttpMethods.IsGet(context.Request.Method))
        {
            await serving;
            return;
        }

        Interlocked.Increment(ref _count);
        try
        {
            await serving;
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Completes when a poll waits.</summary>
    public Task OneAsync() => Eventually.Async(() => Volatile.Read(ref _count) > 0, because: "no poll waits");

    public Task NoneAsync() => Eventually.Async(() => Volatile.Read(ref _count) == 0, because: "a poll still waits");
}
