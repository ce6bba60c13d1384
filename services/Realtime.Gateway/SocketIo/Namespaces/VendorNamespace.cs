using Microsoft.Extensions.Options;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary><c>/vendor</c>: vendors say where they are. A vendor is the subject of its token.</summary>
internal sealed class VendorNamespace(SocketGuard guard, VendorDirectory vendors, VendorFeed feed, IOptions<SocketIoOptions> options, TimeProvider time) : ISocketNamespace
{
    public const string Path = "/vendor";

    private static readonly byte[] Ok = """{"status":"ok"}"""u8.ToArray();

    private readonly SocketIoOptions _options = options.Value;

    public string Name => Path;

    public bool IsRecoverable => true;

    public ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        socket.State = new EventRates(time);
        return guard.AuthorizeAsync(socket, auth);
    }

    public ValueTask OnConnectedAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        vendors.Open(socket.Identity!.UserId);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnEventAsync(SocketIoSocket socket, SocketEvent received)
    {
        if (guard.Check(socket) is { } refusal)
        {
            received.Fail(refusal);
            return;
        }

        var (operation, perMinute) = received.Name switch
        {
            "updateLocation" or "updateVendorLocation" or "update_location" => ("location", _options.Rates.LenientPerMinute),
            "register-vendor" => ("register", _options.Rates.StrictPerMinute),
            _ => ("other", _options.Rates.StatusPerMinute),
        };
        if (((EventRates)socket.State!).Take(operation, perMinute) is var seconds and > 0)
        {
            received.Fail(SocketFailure.RateLimited(seconds));
        }
        else if (operation == "location")
        {
            await UpdateAsync(socket, received);
        }
        else if (operation == "register")
        {
            received.Acknowledge(Ok);
        }
    }

    public void OnDisconnected(SocketIoSocket socket) => vendors.Close(socket.Identity!.UserId);

    private async ValueTask UpdateAsync(SocketIoSocket socket, SocketEvent received)
    {
        if (!LocationPayload.TryReadPoint(received.Argument, out var point, out var faults))
        {
            received.Fail(SocketFailure.Invalid(faults));
            return;
        }

        var vendorId = socket.Identity!.UserId;
        if (!await feed.MoveAsync(vendorId, point))
        {
            received.Fail(SocketFailure.Degraded);
            return;
        }

        var answer = LocationJson.VendorUpdated(vendorId, point);
        socket.Emit("location_updated", answer);
        received.Acknowledge(answer);
    }
}
