using Realtime.Gateway.Native.Frames;
using Realtime.Gateway.Native.Handlers;
using Realtime.Gateway.Native.Queries;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Native;

/// <summary>Registers the native protocol. A handler is one line here.</summary>
internal static class NativeHostingExtensions
{
    /// <summary>A client is told that a service does not answer rather than left waiting.</summary>
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddNativeProtocol(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<NativeOptions, NativeOptionsValidator>(NativeOptions.SectionName);
        services.AddQueryClient(ServiceQueries.HistoryClient, "http://offline-delivery");
        services.AddQueryClient(ServiceQueries.PresenceClient, "http://presence");
        services.AddSingleton<ServiceQueries>();
        services.AddSingleton<ServerFrames>();
        services.AddSingleton<NativeRuntime>();
        services.AddSingleton<SessionExpiry>();
        services.AddSingleton<SessionAuthenticator>();
        services.AddSingleton<FrameDispatcher>();
        services.AddSingleton(static provider => new FrameReplay(new Lazy<FrameDispatcher>(provider.GetRequiredService<FrameDispatcher>)));
        services.AddHandlers();
        builder.AddProtocolAdapter<NativeAdapter>();
        return builder;
    }

    private static void AddQueryClient(this IServiceCollection services, string name, string address) => services.AddHttpClient(name, client =>
    {
        client.BaseAddress = new Uri(address);
        client.Timeout = QueryTimeout;
    }).AddInternalKey();

    private static void AddHandlers(this IServiceCollection services)
    {
        services.AddSingleton<PublishHandler>();
        services.AddSingleton<INativeHandler>(static provider => provider.GetRequiredService<PublishHandler>());
        services.AddSingleton<INativeHandler, PingHandler>();
        services.AddSingleton<INativeHandler, AuthRequiredHandler>();
        services.AddSingleton<INativeHandler, SubscriptionHandler>();
        services.AddSingleton<INativeHandler, DirectHandler>();
        services.AddSingleton<INativeHandler, MessageAckHandler>();
        services.AddSingleton<INativeHandler, PresenceHandler>();
        services.AddSingleton<INativeHandler, HistoryHandler>();
        services.AddSingleton<INativeHandler, TimeHandler>();
        foreach (var type in ResendHandler.Types)
        {
            services.AddSingleton<INativeHandler>(provider => new ResendHandler(type, provider.GetRequiredService<PublishHandler>()));
        }
    }
}
