using Realtime.Gateway.Agents;
using Realtime.Gateway.Management;
using Realtime.Gateway.Management.Api;
using Realtime.Gateway.Native;
using Realtime.Gateway.SocketIo;
using Realtime.Gateway.TaskChat;
using Realtime.Gateway.Transport;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Gateway;

/// <summary>The gateway, put together: one line per part. Tests make several in one process.</summary>
internal static class GatewayApplication
{
    public static WebApplication Create(string[] args)
    {
        var builder = ServiceHost.CreateBuilder(args, "Realtime.Gateway");
        builder.AddServiceDefaults();
        builder.AddSocketCore();
        builder.AddIdentity();
        builder.AddBackplane();
        builder.AddGatewayBus();
        builder.AddDelivery();
        builder.AddPresenceLink();
        builder.AddManagement();
        builder.AddNativeProtocol();
        builder.AddAgents();
        builder.AddTaskChat();
        builder.AddSocketIo();
        builder.AddApiDocument();

        var app = builder.Build();
        app.UseSocketUpgrades();
        app.MapDefaultEndpoints();
        app.MapDrain();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapManagement();
        app.MapSocketIo();
        app.MapOpenApi();
        return app;
    }
}
