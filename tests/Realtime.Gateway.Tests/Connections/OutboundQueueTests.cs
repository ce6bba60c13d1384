using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Tests.Connections;

public sealed class OutboundQueueTests
{
    [Fact]
    public void Frames_LeaveInOrder_WhateverTheSizesOfTheSends()
    {
        var queue = new OutboundQueue();
        var expected = new List<byte>();
        var sent = new List<byte>();
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            using (var frame = OutboundFrame.Text($"frame {i}"))
            {
                queue.Enqueue(frame);
                expected.AddRange(frame.Bytes);
            }

            if (random.Next(3) == 0)
            {
                Take(ref queue, sent, random.Next(200));
            }
        }

        while (queue.Count > 0)
        {
            Take(ref queue, sent, random.Next(1, 200));
        }

        sent.ShouldBe(expected);
        queue.Bytes.ShouldBe(0);
    }

    [Fact]
    public void DropOldest_WithAHalfSentHead_KeepsTheHead()
    {
        var queue = Fill("aaaa", "bbbb", "cccc");
        queue.Consume(3);
        queue.DropOldest().ShouldBe(1);
        var sent = new List<byte>();
        Take(ref queue, sent, int.MaxValue);
        System.Text.Encoding.ASCII.GetString([.. sent]).ShouldEndWith("cccc");
        sent.Count.ShouldBe((6 * 2) - 3);
        queue.Bytes.ShouldBe(0);
    }

    [Fact]
    public void DropOldest_WithOnlyAHalfSentHead_DropsNothing()
    {
        var queue = Fill("aaaa");
        queue.Consume(1);
        queue.DropOldest().ShouldBe(-1);
        queue.Count.ShouldBe(1);
    }

    [Fact]
    public void Replace_SameKey_TakesThePlaceOfTheOlder()
    {
        var queue = new OutboundQueue();
        using var first = OutboundFrame.Text("1111");
        using var second = OutboundFrame.Text("2");
        using var third = OutboundFrame.Text("333");
        queue.Enqueue(first, "k");
        queue.Enqueue(second);
        queue.Replace(third, "k", out var replaced).ShouldBeTrue();
        queue.AdjustBytes(third.Length - replaced);
        queue.Replace(third, "other", out _).ShouldBeFalse();
        var sent = new List<byte>();
        Take(ref queue, sent, int.MaxValue);
        sent.ShouldBe([.. third.Bytes, .. second.Bytes]);
        queue.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Replace_WhenTheOlderIsHalfSent_LeavesItAlone()
    {
        var queue = new OutboundQueue();
        using var first = OutboundFrame.Text("1111");
        queue.Enqueue(first, "k");
        queue.Consume(2);
        queue.Replace(first, "k", out _).ShouldBeFalse();
    }

    [Fact]
    public void ClearUnsent_KeepsOnlyTheHalfSentHead()
    {
        var queue = Fill("aaaa", "bbbb", "cccc");
        queue.Consume(1);
        queue.ClearUnsent();
        queue.Count.ShouldBe(1);
        queue.Bytes.ShouldBe(5);
        queue.Clear();
        queue.Count.ShouldBe(0);
        queue.Bytes.ShouldBe(0);
    }

    private static OutboundQueue Fill(params string[] texts)
    {
        var queue = new OutboundQueue();
        foreach (var text in texts)
        {
            using var frame = OutboundFrame.Text(text);
            queue.Enqueue(frame);
        }

        return queue;
    }

    /// <summary>Plays the transport: takes up to that many bytes.</summary>
    private static void Take(ref OutboundQueue queue, List<byte> sent, int most)
    {
        while (queue.Count > 0 && most > 0)
        {
            var taken = 0;
            var skip = queue.Skip;
            foreach (var frame in queue.Front(64))
            {
                var bytes = frame.Bytes[skip..];
                bytes = bytes[..Math.Min(bytes.Length, most - taken)];
                sent.AddRange(bytes);
                taken += bytes.Length;
                skip = 0;
            }

            queue.Consume(taken);
            most -= taken;
        }
    }
}
