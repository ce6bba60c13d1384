using System.Text;
using Realtime.OfflineDelivery.Attachments;
using Realtime.OfflineDelivery.Attachments.Grants;
using Realtime.OfflineDelivery.Attachments.Uploads;

namespace Realtime.OfflineDelivery.Tests.Attachments;

public class ParsingTests
{
    private const string One = "0192f0c1000070008000000000000001";
    private const string Two = "0192f0c1000070008000000000000002";

    [Theory]
    [InlineData($$$"""{"file":{"id":"{{{One}}}"}}""", One)]
    [InlineData($$$"""{"a":{"file":{"id":"{{{Two}}}"}},"file":{"name":{"id":"{{{Two}}}"},"id":"{{{One}}}"},"b":[1]}""", One)]
    [InlineData($$$"""{"files":[{"id":"{{{One}}}"},[{"id":"{{{Two}}}"}],3,{"id":"{{{Two}}}"},{"id":"{{{Two}}}"}]}""", One, Two)]
    [InlineData("""{"file":{"id":"x"}}""")]
    [InlineData("""{"file":{"id":7}}""")]
    [InlineData($$$"""{"file":"{{{One}}}"}""")]
    [InlineData($$$"""[{"file":{"id":"{{{One}}}"}}]""")]
    [InlineData($$$"""{"file":{"id":"{{{One}}}" """, One)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"file":{"id":"\ud800"}}""")]
    public void Files_OfAMessage(string data, params string[] files) =>
        CarriedFiles.Of(Encoding.UTF8.GetBytes(data)).ShouldBe(files.Select(Guid.Parse), ignoreOrder: true);

    [Fact]
    public void Files_OfAMessage_AreBounded()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => "{\"id\":\"" + Guid.NewGuid().ToString("N") + "\"}");
        var data = "{\"files\":[" + string.Join(',', ids) + "]}";
        CarriedFiles.Of(Encoding.UTF8.GetBytes(data)).Count.ShouldBe(32);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("filename d29ybGQ=", "filename=world")]
    [InlineData("filename d29ybGQ=,is_confidential", "filename=world;is_confidential=")]
    [InlineData(" a YQ== , b Yg== ", "a=a;b=b")]
    [InlineData("a YQ==,a YQ==", null)]
    [InlineData("a b c", null)]
    [InlineData("a !!!", null)]
    [InlineData("a /w==", null)]
    public void Metadata_OfTus(string header, string? expected) =>
        (TusProtocol.ReadMetadata(header) is { } found ? string.Join(';', found.Select(pair => $"{pair.Key}={pair.Value}")) : null).ShouldBe(expected);

    [Theory]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", true)]
    [InlineData("47DEQpj8HBSa", false)]
    [InlineData("", false)]
    public void Digest_OfAHeader(string base64, bool readable) => (Digests.Read($"md5=:AAAA:, sha-256=:{base64}:") is not null).ShouldBe(readable);

    [Theory]
    [InlineData("image/png", "image/*", true)]
    [InlineData("IMAGE/PNG; a=b", "image/png", true)]
    [InlineData("text/html", "image/*", false)]
    [InlineData("imagex/png", "image/*", false)]
    public void Types_ByPattern(string type, string pattern, bool allowed) => MediaTypes.IsAllowed(type, [pattern]).ShouldBe(allowed);

    [Theory]
    [InlineData("image/*", true)]
    [InlineData("image/png", true)]
    [InlineData("*/*", false)]
    [InlineData("image", false)]
    [InlineData("image/p*", false)]
    public void Patterns_OfTypes(string pattern, bool valid) => MediaTypes.IsPattern(pattern).ShouldBe(valid);
}
