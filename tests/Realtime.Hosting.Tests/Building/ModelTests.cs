using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Building;

public sealed class ModelTests
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    [Theory]
    [InlineData("1st")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("")]
    public void AddParameter_InvalidName_IsRejected(string name) => Should.Throw<ArgumentException>(() => _builder.AddParameter(name));

    [Fact]
    public void AddResource_SameNameInAnotherCase_IsRejected()
    {
        _builder.AddParameter("key");

        Should.Throw<DistributedApplicationException>(() => _builder.AddParameter("KEY")).Message.ShouldContain("KEY");
    }

    [Fact]
    public void WithHttpHealthCheck_NoEndpoint_IsRejected() =>
        Should.Throw<DistributedApplicationException>(() => _builder.AddExecutable("tool", "sh", ".").WithHttpHealthCheck("/health")).Message.ShouldContain("https, http");

    [Fact]
    public void AddProject_LaunchProfile_GivesEndpointAndVariables()
    {
        var sample = _builder.AddSample();

        sample.GetEndpoint("http").Exists.ShouldBeTrue();
        sample.Resource.FindEndpoint("http")!.Port.ShouldBe(5399);
        var variables = ResourceEnvironment.Collect(sample.Resource, _builder.ExecutionContext);
        variables["SAMPLE_FROM_PROFILE"].ShouldBe("yes");
        variables["DOTNET_LAUNCH_PROFILE"].ShouldBe("http");
        variables["LOGGING__CONSOLE__FORMATTERNAME"].ShouldBe("simple");
    }

    [Fact]
    public async Task StartAsync_ResourcesWaitForEachOther_IsRejected()
    {
        var first = _builder.AddSample("first");
        var second = _builder.AddSample("second").WaitFor(first);
        first.WaitFor(second);
        await using var application = await _builder.BuildAsync();

        (await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync())).Message.ShouldContain("circle");
    }

    [Fact]
    public async Task StartAsync_ParameterWithoutValue_IsNamed()
    {
        _builder.AddParameter("api-key", secret: true);
        await using var application = await _builder.BuildAsync();

        (await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync())).Message.ShouldContain("Parameters__api_key");
    }
}
