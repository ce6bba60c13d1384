using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Auth.Keys;

/// <summary>Loads the keys before the service listens, then keeps them fresh; while the database is down the known ones go on.</summary>
internal sealed partial class SigningKeyRotation(
    SigningKeyStore store,
    KeyRing ring,
    IOptions<SigningKeyOptions> options,
    TimeProvider time,
    ILogger<SigningKeyRotation> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            ring.Replace(await store.RotateAndLoadAsync(cancellationToken));
        }
        catch (CryptographicException)
        {
            throw new ServiceConfigurationException(
                "The signing keys in authdb cannot be decrypted: its table data_protection_keys is not the one they were encrypted with. Restore it, or empty signing_keys; all tokens then end.");
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReloadInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                ring.Replace(await store.RotateAndLoadAsync(stoppingToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.Failed(logger, exception, exception is CryptographicException ? "a key cannot be decrypted" : "the database does not answer");
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4111, LogLevel.Warning, "Cannot reload the signing keys: {Reason}. The known ones stay in use.", EventName = "SigningKeyReloadFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string reason);
    }
}
