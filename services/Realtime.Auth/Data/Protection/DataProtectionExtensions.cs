using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Realtime.Auth.Data.Protection;

internal static class DataProtectionExtensions
{
    public static void AddPersistedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Realtime.Auth");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DatabaseXmlRepository(provider.GetRequiredService<IDbContextFactory<AuthDbContext>>())));
    }
}
