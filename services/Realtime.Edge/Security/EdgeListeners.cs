using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Limits;

namespace Realtime.Edge.Security;

/// <summary>How Kestrel listens: limits, TLS, and the count of connections on every endpoint.</summary>
internal sealed class EdgeListeners(IStartupValidator validator, IServiceProvider services) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        // This is the first reader of options: without looking at all of them, only its own errors would be reported.
        validator.Validate();
        var limits = services.GetRequiredService<IOptions<EdgeLimitsOptions>>();
        var https = services.GetRequiredService<IOptions<EdgeHttpsOptions>>();
        var connections = services.GetRequiredService<ConnectionLimit>();
        kestrel.Limits.MaxRequestBodySize = limits.Value.MaxRequestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.Value.MaxRequestHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = limits.Value.MaxRequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.Value.RequestHeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.Value.KeepAliveTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.Value.MinRequestBodyBytesPerSecond, limits.Value.SlowBodyGrace);
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            // HTTP/2 opens sockets by CONNECT, without an Upgrade header: past the rules for origins, limits and shutdown.
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => connections.OnConnectionAsync(connection, next));
        });
        if (https.Value.IsEnabled)
        {
            var certificate = services.GetRequiredService<EdgeCertificate>();
            var first = certificate.Current.TargetCertificate;
            kestrel.ConfigureHttpsDefaults(tls =>
            {
                tls.ServerCertificate = first;
                tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                tls.OnAuthenticate = (_, handshake) => handshake.ServerCertificateContext = certificate.Current;
            });
        }
    }
}
