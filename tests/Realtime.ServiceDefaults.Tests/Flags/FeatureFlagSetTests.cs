using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.ServiceDefaults.Tests.Flags;

public sealed class FeatureFlagSetTests
{
    [Fact]
    public void What_is_not_configured_is_on() => Read([]).IsEnabled(FeatureFlagNames.Conflation, "ann").ShouldBeTrue();

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void A_plain_value_holds_for_everybody(string value, bool expected)
    {
        var flags = Read(new() { ["Conflation"] = value });

        flags.IsEnabled(FeatureFlagNames.Conflation, "ann").ShouldBe(expected);
        flags.IsOff(FeatureFlagNames.Conflation).ShouldBe(!expected);
    }

    [Fact]
    public void A_share_of_the_users_gets_it_and_keeps_it()
    {
        var flags = Read(Targeting("30"));
        var some = Users(flags);

        some.Count.ShouldBeInRange(220, 380);
        Users(flags).ShouldBe(some);
        // Those who have it keep it when the share grows.
        Users(Read(Targeting("60"))).ShouldBeSubsetOf(Enumerable.Range(0, 1_000).Select(static i => $"user-{i}"));
        some.ShouldBeSubsetOf(Users(Read(Targeting("60"))));
        flags.IsOff(FeatureFlagNames.Compression).ShouldBeFalse();
    }

    [Fact]
    public void Named_users_have_it_and_excluded_ones_never()
    {
        var settings = Targeting("0");
        settings["Compression:EnabledFor:0:Parameters:Audience:Users:0"] = "ann";
        settings["Compression:EnabledFor:0:Parameters:Audience:Exclusion:Users:0"] = "eve";
        var flags = Read(settings);

        flags.IsEnabled(FeatureFlagNames.Compression, "ann").ShouldBeTrue();
        flags.IsEnabled(FeatureFlagNames.Compression, "eve").ShouldBeFalse();
        flags.IsEnabled(FeatureFlagNames.Compression, "bob").ShouldBeFalse();
    }

    [Fact]
    public void A_time_window_opens_and_closes()
    {
        var settings = new Dictionary<string, string?> { ["TaskChat:EnabledFor:0:Name"] = "Microsoft.TimeWindow", ["TaskChat:EnabledFor:0:Parameters:End"] = "Mon, 01 Jan 2024 00:00:00 GMT" };

        Read(settings).IsEnabled(FeatureFlagNames.TaskChat, "ann").ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_is_no_flag_is_noticed() => Read(new() { ["Compresion"] = "true" }).Unknown.ShouldBe(["Compresion"]);

    [Theory]
    [InlineData("Compression", "maybe")]
    [InlineData("Compression:EnabledFor:0:Name", "NoSuchFilter")]
    [InlineData("Compression:Anything", "1")]
    public void Nonsense_is_refused(string key, string value) =>
        Should.Throw<Exception>(() => Read(new() { [key] = value })).ShouldBeAssignableTo<object>().ShouldSatisfyAllConditions(
            static fault => (fault is FormatException or FeatureManagementException).ShouldBeTrue());

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("many")]
    public void A_percentage_is_a_number_from_0_to_100(string value) => Should.Throw<FormatException>(
        () => Read(new() { ["Compression:EnabledFor:0:Name"] = "Microsoft.Percentage", ["Compression:EnabledFor:0:Parameters:Value"] = value }));

    private static List<string> Users(FeatureFlagSet flags) =>
        [.. Enumerable.Range(0, 1_000).Select(static i => $"user-{i}").Where(user => flags.IsEnabled(FeatureFlagNames.Compression, user))];

    private static Dictionary<string, string?> Targeting(string percentage) => new()
    {
        ["Compression:EnabledFor:0:Name"] = "Microsoft.Targeting",
        ["Compression:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage"] = percentage,
    };

    private static FeatureFlagSet Read(Dictionary<string, string?> flags) => FeatureFlagSet.Read(
        new ConfigurationBuilder().AddInMemoryCollection(flags.Select(static flag => KeyValuePair.Create($"FeatureManagement:{flag.Key}", flag.Value))).Build(),
        TimeProvider.System);
}
