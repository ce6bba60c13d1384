using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.ServiceDefaults.Health;
using Realtime.ServiceDefaults.Messaging;

namespace Microsoft.Extensions.Hosting;

public static class RealtimeBusExtensions
{
    public const string ConnectionName = "messaging";

    /// <summary>MassTransit over <c>ConnectionStrings:messaging</c> with the conventions of Realtime; starts whether or not the broker is up.</summary>
    public static TBuilder AddRealtimeBus<TBuilder>(this TBuilder builder, Action<IBusRegistrationConfigurator>? configure = null, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? configureRabbit = null)
        where TBuilder : IHostApplicationBuilder
    {
        var address = BrokerAddress.Parse(builder.Configuration.GetConnectionString(ConnectionName));
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddMassTransit(bus =>
        {
            // Whoever runs this has not agreed to report to anybody.
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "rabbitmq";
                health.Tags.Clear();
                health.Tags.Add(HealthTags.Ready);
            });
            bus.AddConfigureEndpointsCallback(static (_, _, endpoint) => BusConventions.Apply(endpoint));
            configure?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(address, host => host.ConnectionName(builder.Environment.ApplicationName));
                // Envelopes between .NET services; a plain JSON body from anybody else is taken as the consumer's message.
                rabbit.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType | RawSerializerOptions.AddTransportHeaders);
                configureRabbit?.Invoke(context, rabbit);
                rabbit.ConfigureEndpoints(context);
            });
        });
        return builder;
    }
}
