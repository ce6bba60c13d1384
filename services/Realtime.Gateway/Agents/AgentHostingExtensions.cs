using Microsoft.Extensions.Options;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Agents;

/// <summary>Registers the agent endpoints.</summary>
internal static class AgentHostingExtensions
{
    public static IHostApplicationBuilder AddAgents(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AgentOptions>().BindConfiguration(AgentOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsValidator>();
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsRules>();
        services.AddSingleton<TokenGate>();
        services.AddSingleton<SessionClient>();
        services.AddHttpClient(SessionClient.ClientName, client => client.BaseAddress = new Uri("http://presence")).AddInternalKey();
        services.AddSingleton<AgentSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentSessions>());
        services.AddSingleton<IControlHandler, SessionReplacedControl>();
        services.AddSingleton<AgentAuthorizer>();
        services.AddSingleton<HeldSockets>();
        return builder.AddProtocolAdapter<AgentsAdapter>();
    }
}
