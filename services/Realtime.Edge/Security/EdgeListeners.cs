using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Limits;
using Realtime.ServiceDefaults.Startup;

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
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => connections.OnConnectionAsync(connection, next)));
        if (https.Value.IsEnabled)
        {
            var certificate = Load(https.Value);
            kestrel.ConfigureHttpsDefaults(tls => tls.ServerCertificate = certificate);
        }
    }

    private static X509Certificate2 Load(EdgeHttpsOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.CertificatePath!, options.KeyPath);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServiceConfigurationException($"Edge:Https: the certificate '{options.CertificatePath}' with the key '{options.KeyPath}' cannot be used: {exception.Message}");
        }
    }
}
