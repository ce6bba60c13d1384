using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.ServiceDefaults.Configuration;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Edge.Security;

/// <summary>The certificate with its chain, read again when its files change: a renewal needs no restart. One that cannot be used leaves the old one in place.</summary>
internal sealed partial class EdgeCertificate(IOptions<EdgeHttpsOptions> options, TimeProvider time, ILogger<EdgeCertificate> logger)
{
    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _current;
    private (FileVersion Certificate, FileVersion Key) _version;
    private long _lookedAt;

    /// <exception cref="ServiceConfigurationException">The first one cannot be used.</exception>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_gate)
            {
                if (_current is null)
                {
                    _version = Version();
                    _current = Load();
                    _lookedAt = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(_lookedAt) >= options.Value.ReloadInterval)
                {
                    _lookedAt = time.GetTimestamp();
                    Renew();
                }

                return _current;
            }
        }
    }

    private void Renew()
    {
        var version = Version();
        if (version == _version)
        {
            return;
        }

        try
        {
            _current = Load();
            _version = version;
            Log.Renewed(logger, _current.TargetCertificate.NotAfter);
        }
        catch (ServiceConfigurationException exception)
        {
            // Perhaps only one of the two files is written yet: looked at again.
            Log.NotRenewed(logger, exception.Message);
        }
    }

    private (FileVersion Certificate, FileVersion Key) Version() => (FileVersion.Of(options.Value.CertificatePath!), FileVersion.Of(options.Value.KeyPath!));

    private SslStreamCertificateContext Load()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.Value.CertificatePath!);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(options.Value.CertificatePath!, options.Value.KeyPath), chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServiceConfigurationException($"Edge:Https: the certificate '{options.Value.CertificatePath}' with the key '{options.Value.KeyPath}' cannot be used: {exception.Message}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Information, "The certificate was renewed; it is valid until {NotAfter}.", EventName = "CertificateRenewed")]
        public static partial void Renewed(ILogger logger, DateTime notAfter);

        [LoggerMessage(5032, LogLevel.Error, "The new certificate cannot be used, the old one stays: {Reason}", EventName = "CertificateNotRenewed")]
        public static partial void NotRenewed(ILogger logger, string reason);
    }
}
