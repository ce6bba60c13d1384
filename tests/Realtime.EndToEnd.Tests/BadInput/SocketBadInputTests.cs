using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.BadInput;

[Collection(StackCollection.Name)]
public sealed class SocketBadInputTests(StackFixture stack)
{
    [Theory]
    [InlineData("this is not JSON", "invalid_message")]
    [InlineData("[1,2]", "invalid_message")]
    [InlineData("""{"data":{}}""", "invalid_message")]
    [InlineData("""{"type":"publish","ack":true,"data":{"room":"room:a","type":"x","data":1}}""", "invalid_message")]
    [InlineData("""{"type":"no_such_type"}""", "unsupported_message")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"not a room!"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"dance","room":"room:a"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","project_id":"not-a-uuid"}}""", "processing_error")]
    public async Task A_bad_frame_gets_its_error_and_the_socket_lives(string frame, string code)
    {
        await using var socket = await stack.ConnectAsync("clumsy");

        await socket.SendTextAsync(frame);

        var error = await socket.WaitForAsync("error");
        ((string?)error["data"]!["code"]).ShouldBe(code);
        ((string?)error["data"]!["message"]).ShouldNotBeNullOrEmpty();
        await socket.SendAsync(new { type = "ping" });
        await socket.WaitForAsync("pong");
    }

    [Fact]
    public async Task A_room_name_of_201_characters_is_refused_and_one_of_200_is_taken()
    {
        await using var socket = await stack.ConnectAsync("measurer");

        var tooLong = await socket.SubscribeAsync("room:" + new string('a', 196));
        var longest = await socket.SubscribeAsync("room:" + new string('a', 195));

        ((string?)tooLong["data"]!["code"]).ShouldBe("processing_error");
        ((string?)longest["type"]).ShouldBe("ack");
    }

    [Fact]
    public async Task Ten_bad_frames_end_the_connection_with_4410()
    {
        await using var socket = await stack.ConnectAsync("stubborn");

        for (var i = 0; i < 10; i++)
        {
            await socket.SendTextAsync("{");
        }

        (await socket.WaitForCloseAsync()).ShouldBe(4410);
    }

    [Fact]
    public async Task A_frame_above_64_KiB_closes_1009()
    {
        await using var socket = await stack.ConnectAsync("large");

        await socket.SendTextAsync($$"""{"type":"ping","data":"{{new string('x', 65_536)}}"}""");

        (await socket.WaitForCloseAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task Without_a_token_only_ping_is_served()
    {
        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, "/ws/connect", "realtime.v1");
        (await socket.WaitForAsync("welcome"))["data"]!["user_id"].ShouldBeNull();

        await socket.SendAsync(new { type = "ping" });
        await socket.WaitForAsync("pong");
        var refused = await socket.SubscribeAsync("room:a");

        ((string?)refused["data"]!["code"]).ShouldBe("unauthorized");
    }

    [Fact]
    public async Task A_forged_token_is_no_token_and_a_good_one_in_band_mends_it()
    {
        var good = await stack.Tokens.ForUserAsync("late-auth");
        var forged = good[..^8] + (good.EndsWith('A') ? "BBBBBBBB" : "AAAAAAAA");
        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={forged}");

        await socket.SendAsync(new { type = "auth_required", data = new { token = forged, user_id = "somebody-else" } });
        var failed = await socket.WaitForAsync("auth_failed");
        await socket.SendAsync(new { type = "auth_required", data = new { token = good, user_id = "somebody-else" } });
        var success = await socket.WaitForAsync("auth_success");

        ((string?)failed["data"]!["message"]).ShouldBe("Invalid token");
        ((string?)success["data"]!["user_id"]).ShouldBe("late-auth");
    }

    [Fact]
    public async Task Ten_seconds_without_authentication_close_4401()
    {
        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, "/ws/connect");

        (await socket.WaitForCloseAsync()).ShouldBe(4401);
        ((string?)(await socket.WaitForAsync("error"))["data"]!["code"]).ShouldBe("unauthorized");
    }

    [Fact]
    public async Task An_expired_session_is_closed_with_4401()
    {
        // A token that was over before a slow machine had connected with it opens nothing: then one that lives longer.
        for (var seconds = 3; ; seconds *= 4)
        {
            var token = await stack.Tokens.ForUserAsync("short-lived", ("expires_in", $"{seconds}"));
            await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");
            if ((string?)(await socket.WaitForAsync("welcome"))["data"]!["user_id"] is null)
            {
                seconds.ShouldBeLessThan(60, "no token was taken");
                continue;
            }

            (await socket.WaitForCloseAsync()).ShouldBe(4401);
            return;
        }
    }
}
