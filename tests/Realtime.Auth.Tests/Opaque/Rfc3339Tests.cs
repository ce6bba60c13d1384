using Realtime.Auth.Opaque;

namespace Realtime.Auth.Tests.Opaque;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2099-01-01T00:00:00Z", "2099-01-01T00:00:00.0000000+00:00")]
    [InlineData("2030-06-30T23:59:59.5Z", "2030-06-30T23:59:59.5000000+00:00")]
    [InlineData("2030-06-30T23:59:59.123456789Z", "2030-06-30T23:59:59.1234567+00:00")]
    [InlineData("2030-06-30T23:59:59+02:00", "2030-06-30T21:59:59.0000000+00:00")]
    [InlineData("2030-06-30T23:59:59.000000001-07:30", "2030-07-01T07:29:59.0000000+00:00")]
    public void Time_IsRead(string text, string expected) => Rfc3339.TryParse(text)!.Value.ToString("O").ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("2099-01-01")]
    [InlineData("2099-01-01T00:00:00")]
    [InlineData("2099-13-01T00:00:00Z")]
    [InlineData("2099-01-01T00:00:00.Z")]
    [InlineData("2099-01-01T00:00:00+25:00")]
    [InlineData("2099-01-01T00:00:00+0200")]
    [InlineData("2099-01-01T00:00:00Zx")]
    [InlineData("2099-01-01 00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("4070908800")]
    public void OtherText_IsNoTime(string text) => Rfc3339.TryParse(text).ShouldBeNull();

    [Fact]
    public void Time_IsWrittenInUtcWithItsFraction()
    {
        Rfc3339.Write(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(1))).ShouldBe("2030-01-02T02:04:05Z");
        Rfc3339.Write(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 250, TimeSpan.Zero)).ShouldBe("2030-01-02T03:04:05.25Z");
    }
}
