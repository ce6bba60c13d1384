using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Data.Protection;

internal static class DataProtectionExtensions
{
    public static void AddPersistedDataProtection(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<DataProtectionKeyOptions>, DataProtectionKeyOptionsRules>();
        services.AddOptions<DataProtectionKeyOptions>().BindConfiguration(DataProtectionKeyOptions.SectionName).ValidateOnStart();
        services.AddSingleton<RingCipher>();
        // Before the hosted service that reads the ring, which data protection brings along.
        services.AddHostedService<RingReencryption>();
        services.AddDataProtection().SetApplicationName("Realtime.Auth");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DatabaseXmlRepository(provider.GetRequiredService<IDbContextFactory<AuthDbContext>>());
            var cipher = provider.GetRequiredService<RingCipher>();
            options.XmlEncryptor = cipher.HasKeys ? new RingEncryptor(cipher) : null;
        }));
    }
}
