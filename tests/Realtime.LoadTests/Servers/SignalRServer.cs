using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Realtime.LoadTests.Servers;

/// <summary>The comparison: a SignalR hub with the JSON protocol, groups as rooms, no authentication.</summary>
internal static class SignalRServer
{
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<RoomHub>("/hub");
        await app.RunAsync();
    }

    private sealed class RoomHub : Hub
    {
        public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

        public Task Publish(string room, string data) => Clients.OthersInGroup(room).SendAsync("m", data);

        public Task Echo(string data) => Clients.Caller.SendAsync("m", data);
    }
}
