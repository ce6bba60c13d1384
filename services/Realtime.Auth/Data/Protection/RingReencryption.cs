using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;

namespace Realtime.Auth.Data.Protection;

/// <summary>At start, what lies in the database openly or by an older key is encrypted by the first one. Replicas that do it at the same time write the same meaning.</summary>
internal sealed partial class RingReencryption(IDbContextFactory<AuthDbContext> contexts, RingCipher cipher, IHostEnvironment environment, ILogger<RingReencryption> logger) : IHostedService
{
    private static readonly XNamespace Protection = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName RequiresEncryption = Protection + "requiresEncryption";
    private static readonly XName EncryptedSecret = Protection + "encryptedSecret";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!cipher.HasKeys)
        {
            if (!environment.IsDevelopment())
            {
                Log.Open(logger);
            }

            return;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.DataProtectionKeys.ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var row in rows)
        {
            var document = XElement.Parse(row.Xml);
            if (Reencrypt(document))
            {
                row.Xml = document.ToString(SaveOptions.DisableFormatting);
                changed++;
            }
        }

        if (changed > 0)
        {
            await context.SaveChangesAsync(cancellationToken);
            Log.Encrypted(logger, changed);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool Reencrypt(XElement document)
    {
        var decryptor = typeof(RingDecryptor).AssemblyQualifiedName!;
        var open = document.Descendants().Where(element => (bool?)element.Attribute(RequiresEncryption) == true).ToList();
        foreach (var element in open)
        {
            element.ReplaceWith(new XElement(EncryptedSecret, new XAttribute("decryptorType", decryptor), cipher.Encrypt(element)));
        }

        var old = document.Descendants(EncryptedSecret).Where(secret => (string?)secret.Attribute("decryptorType") == decryptor && !cipher.IsCurrent(secret.Elements().Single())).ToList();
        foreach (var secret in old)
        {
            secret.ReplaceNodes(cipher.Encrypt(cipher.Decrypt(secret.Elements().Single())));
        }

        return open.Count + old.Count > 0;
    }

    private static partial class Log
    {
        [LoggerMessage(2061, LogLevel.Warning, "The key ring lies unencrypted in authdb, and so do the signing keys for whoever reads it: set Auth:DataProtection:Keys.", EventName = "KeyRingOpen")]
        public static partial void Open(ILogger logger);

        [LoggerMessage(2062, LogLevel.Information, "{Count} keys of the ring were encrypted by the first of Auth:DataProtection:Keys.", EventName = "KeyRingEncrypted")]
        public static partial void Encrypted(ILogger logger, int count);
    }
}
