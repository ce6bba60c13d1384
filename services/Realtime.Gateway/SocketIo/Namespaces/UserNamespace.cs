using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary><c>/user</c>: users say where they look and hear of the vendors there.</summary>
internal sealed class UserNamespace(SocketGuard guard, WatchIndex watches, IVendorLocations locations, IOptions<SocketIoOptions> options, TimeProvider time) : ISocketNamespace
{
    public const string Path = "/user";

    private static readonly byte[] Ok = """{"status":"ok"}"""u8.ToArray();

    private readonly SocketIoOptions _options = options.Value;

    public string Name => Path;

    public bool IsRecoverable => true;

    public ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        socket.State = new UserState(new UserWatch(socket), new EventRates(time));
        return guard.AuthorizeAsync(socket, auth);
    }

    public ValueTask OnConnectedAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        socket.BindUser();
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
            "updateLocation" or "updateUserLocation" or "update_location" => ("location", _options.Rates.StandardPerMinute),
            "register-user" => ("register", _options.Rates.StrictPerMinute),
            _ => ("other", _options.Rates.StatusPerMinute),
        };
        if (StateOf(socket).Rates.Take(operation, perMinute) is var seconds and > 0)
        {
            received.Fail(SocketFailure.RateLimited(seconds));
        }
        else if (operation == "location")
        {
            await UpdateAsync(socket, received);
        }
        else if (operation == "register")
        {
            // The token has said who it is; the old clients only want to hear that it worked.
            received.Acknowledge(Ok);
        }
    }

    public void OnDisconnected(SocketIoSocket socket) => watches.SetBox(StateOf(socket).Watch, null);

    public string? Export(SocketIoSocket socket) =>
        StateOf(socket).Watch.Box is { } box ? JsonSerializer.Serialize(box, LocationJsonContext.Default.GeoBox) : null;

    public async ValueTask<IReadOnlyList<string>?> FindRoomsAsync(string? state)
    {
        if (state is null)
        {
            return [];
        }

        var vendors = await locations.FindAsync(JsonSerializer.Deserialize(state, LocationJsonContext.Default.GeoBox), _options.Location.MaxFollowed);
        return vendors is null ? null : [.. vendors.Select(vendor => VendorRooms.Of(vendor.VendorId))];
    }

    public void Import(SocketIoSocket socket, string? state)
    {
        if (state is not null)
        {
            watches.SetBox(StateOf(socket).Watch, JsonSerializer.Deserialize(state, LocationJsonContext.Default.GeoBox));
        }
    }

    private static UserState StateOf(SocketIoSocket socket) => (UserState)socket.State!;

    private async ValueTask UpdateAsync(SocketIoSocket socket, SocketEvent received)
    {
        if (!LocationPayload.TryReadBox(received.Argument, _options.Location.RadiusMeters, out var box, out var place, out var faults))
        {
            received.Fail(SocketFailure.Invalid(faults));
            return;
        }

        // Watching before asking leaves no gap between the answer and the first move.
        var watch = StateOf(socket).Watch;
        watches.SetBox(watch, box);
        socket.StateChanged();
        if (await locations.FindAsync(box, _options.Location.MaxFollowed) is not { } vendors)
        {
            received.Fail(SocketFailure.Degraded);
            return;
        }

        WatchIndex.Follow(watch, vendors);
        var answer = received.Name == "updateUserLocation" ? LocationJson.Channels(vendors) : LocationJson.UserUpdated(socket.Identity!.UserId, place, vendors);
        socket.Emit(received.Name == "updateUserLocation" ? "vendor_channels" : "location_updated", answer);
        received.Acknowledge(answer);
    }

    private sealed record UserState(UserWatch Watch, EventRates Rates);
}
