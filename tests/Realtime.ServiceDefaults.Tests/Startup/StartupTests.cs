using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Startup;
using Realtime.ServiceDefaults.Tests.Support;

namespace Realtime.ServiceDefaults.Tests.Startup;

public sealed class StartupTests
{
    [Fact]
    public async Task Every_wrong_option_is_listed_at_once()
    {
        var failure = await Should.ThrowAsync<Exception>(() => TestService.StartAsync(
            builder =>
            {
                builder.AddRealtimeAuthentication();
                builder.AddInternalCalls();
            },
            settings: new()
            {
                ["Metrics:MaxSeriesPerInstrument"] = "0",
                ["HttpResilience:MaxRetryAttempts"] = "99",
                ["Authentication:TokenCacheSize"] = "-1",
                ["Internal:Key"] = "short",
            }));

        var errors = StartupFailure.Describe(failure);
        foreach (var option in new[] { "MaxSeriesPerInstrument", "MaxRetryAttempts", "TokenCacheSize", "Internal:Key" })
        {
            errors.ShouldContain(error => error.Contains(option, StringComparison.Ordinal));
        }

        string.Join(' ', errors).ShouldNotContain("short");
    }

    [Theory]
    [InlineData("Production", "", false)]
    [InlineData("Production", "dev-internal-key", false)]
    [InlineData("Production", "a-secret-of-32-characters-or-more", true)]
    [InlineData("Development", "", true)]
    public async Task The_internal_key_has_no_default_outside_development(string environment, string key, bool starts)
    {
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var service = await TestService.StartAsync(builder => builder.AddInternalCalls(), settings: new() { ["Internal:Key"] = key }, environment: environment);
        });

        if (starts)
        {
            failure.ShouldBeNull();
        }
        else
        {
            failure.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("Internal:Key");
        }
    }

    [Fact]
    public void Other_failures_are_left_alone() => StartupFailure.Describe(new InvalidOperationException("bug")).ShouldBeEmpty();
}
