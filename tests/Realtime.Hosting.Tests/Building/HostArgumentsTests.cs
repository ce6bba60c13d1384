using Aspire.Hosting;

namespace Realtime.Hosting.Tests.Building;

public sealed class HostArgumentsTests
{
    [Fact]
    public void Parse_Flags_NeedNoValue()
    {
        var (values, error) = HostArguments.Parse(["--random-ports", "--clean", "--no-install"]);

        error.ShouldBeNull();
        values[HostArguments.RandomPorts].ShouldBe("true");
        values[HostArguments.Clean].ShouldBe("true");
        values[HostArguments.NoInstall].ShouldBe("true");
    }

    [Theory]
    [InlineData("--output-path", "x.json")]
    [InlineData("--output-path=x.json")]
    public void Parse_Switch_TakesItsValue(params string[] args) =>
        HostArguments.Parse(args).Values[HostArguments.OutputPath].ShouldBe("x.json");

    [Fact]
    public void Parse_Setting_BecomesConfiguration() =>
        HostArguments.Parse(["--ConnectionStrings:messaging=amqp://a=b"]).Values["ConnectionStrings:messaging"].ShouldBe("amqp://a=b");

    [Theory]
    [InlineData("--random-port")]
    [InlineData("clean")]
    public void Parse_Unknown_IsNamed(string argument) => HostArguments.Parse([argument]).Error.ShouldNotBeNull().ShouldContain(argument);

    [Fact]
    public void Parse_SwitchWithoutValue_IsAnError() => HostArguments.Parse(["--publisher"]).Error.ShouldNotBeNull().ShouldContain("--publisher");
}
