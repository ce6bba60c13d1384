using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Flags;
using Realtime.ServiceDefaults.Startup;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Configuration;

/// <summary>A file that changes while the service runs: good values are followed, bad ones change nothing and are told.</summary>
public sealed class LiveConfigurationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-configuration").FullName;
    private readonly RecordedLogs _logs = new();

    private string File => Path.Combine(_folder, "live.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Values_are_followed_while_they_are_valid()
    {
        await using var service = await StartAsync("""{"Sample":{"Size":1}}""");
        var sample = service.Services.GetRequiredService<IOptionsMonitor<SampleOptions>>();
        var told = new List<int>();
        using var subscription = sample.OnChange(options => told.Add(options.Size));
        sample.CurrentValue.Size.ShouldBe(1);

        Write("""{"Sample":{"Size":2}}""");
        await Eventually.Async(() => sample.CurrentValue.Size == 2, Patience);
        await Eventually.Async(() => told.Count == 1, Patience);
        told.ShouldBe([2]);

        Write("""{"Sample":{"Size":2000}}""");
        await Eventually.Async(() => _logs.Of("ConfigurationRefused").Any(line => line.Contains("Size", StringComparison.Ordinal)), Patience);
        sample.CurrentValue.Size.ShouldBe(2);

        Write("""{"Sample":{"Size":"s3cret"}}""");
        await Eventually.Async(() => _logs.Of("ConfigurationRefused").Any(line => line.Contains("Sample:Size", StringComparison.Ordinal)), Patience);
        _logs.Of("ConfigurationRefused").ShouldAllBe(line => !line.Contains("s3cret", StringComparison.Ordinal));
        sample.CurrentValue.Size.ShouldBe(2);

        Write("""{"Sample":{"Size":3}}""");
        await Eventually.Async(() => sample.CurrentValue.Size == 3, Patience);
        await Eventually.Async(() => told.Count == 2, Patience);
        told.ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_file_that_breaks_or_goes_changes_nothing()
    {
        await using var service = await StartAsync("""{"Sample":{"Size":7}}""");
        var sample = service.Services.GetRequiredService<IOptionsMonitor<SampleOptions>>();
        sample.CurrentValue.Size.ShouldBe(7);

        Write("""{"Sample":{"Size": s3cret""");
        await Eventually.Async(() => _logs.Of("ConfigurationUnreadable").Count > 0, Patience);
        _logs.Of("ConfigurationUnreadable")[0].ShouldContain("line 1");
        _logs.Of("ConfigurationUnreadable")[0].ShouldNotContain("s3cret");
        sample.CurrentValue.Size.ShouldBe(7);
        service.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Sample:Size"].ShouldBe("7");

        System.IO.File.Delete(File);
        await Eventually.Async(() => _logs.Of("ConfigurationMissing").Count > 0, Patience);
        sample.CurrentValue.Size.ShouldBe(7);

        Write("""{"Sample":{"Size":8}}""");
        await Eventually.Async(() => sample.CurrentValue.Size == 8, Patience);
        (await service.Client.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Flags_follow_and_wrong_ones_are_refused()
    {
        await using var service = await StartAsync("""{"FeatureManagement":{"TaskChat":false}}""");
        var flags = service.Services.GetRequiredService<IFeatureFlags>();
        flags.IsOff(FeatureFlagNames.TaskChat).ShouldBeTrue();

        Write("""{"FeatureManagement":{"TaskChat":{"EnabledFor":[{"Name":"Microsoft.Targeting","Parameters":{"Audience":{"Users":["ann"],"DefaultRolloutPercentage":0}}}]}}}""");
        await Eventually.Async(() => flags.IsEnabled(FeatureFlagNames.TaskChat, "ann"), Patience);
        flags.IsEnabled(FeatureFlagNames.TaskChat, "bob").ShouldBeFalse();

        Write("""{"FeatureManagement":{"TaskChat":{"EnabledFor":[{"Name":"Microsoft.Targeting","Parameters":{"Audience":{"DefaultRolloutPercentage":101}}}]}}}""");
        await Eventually.Async(() => _logs.Of("FlagsRefused").Count > 0, Patience);
        flags.IsEnabled(FeatureFlagNames.TaskChat, "ann").ShouldBeTrue();
        flags.IsEnabled(FeatureFlagNames.TaskChat, "bob").ShouldBeFalse();
    }

    [Fact]
    public async Task A_further_file_that_does_not_exist_is_a_mistake()
    {
        var failure = await Record.ExceptionAsync(() => TestService.StartAsync(settings: new() { ["Configuration:File"] = File }));

        StartupFailure.Describe(failure).ShouldHaveSingleItem().ShouldContain("Configuration:File");
    }

    [Theory]
    [InlineData("""{"Sample": s3cret""", "no JSON from line 1")]
    [InlineData("""{"Sample":{"Size":"s3cret"}}""", "Sample:Size")]
    public async Task At_the_start_a_broken_file_is_a_mistake_told_in_one_line(string content, string expected)
    {
        var failure = await Record.ExceptionAsync(() => StartAsync(content));

        var line = StartupFailure.Describe(failure).ShouldHaveSingleItem();
        line.ShouldContain(expected);
        line.ShouldNotContain("s3cret");
    }

    private Task<TestService> StartAsync(string content)
    {
        Write(content);
        return TestService.StartAsync(
            builder =>
            {
                builder.Logging.AddProvider(_logs);
                builder.Services.AddValidatedOptions<SampleOptions, SampleOptionsValidator>("Sample");
                builder.Services.AddFeatureFlags();
            },
            settings: new() { ["Configuration:File"] = File });
    }

    /// <summary>As editors save: beside, then in place.</summary>
    private void Write(string content)
    {
        System.IO.File.WriteAllText(File + ".new", content);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}

internal sealed class SampleOptions
{
    [Range(0, 1_000)]
    public int Size { get; set; }
}

[OptionsValidator]
internal sealed partial class SampleOptionsValidator : IValidateOptions<SampleOptions>;
