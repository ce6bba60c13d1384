using System.Text;
using Realtime.Messaging.Batches;
using Realtime.Testing;

namespace Realtime.Messaging.Tests.Batches;

public class BatchCodecTests
{
    private static readonly BatchEntry Full = new()
    {
        Kind = EntryKind.UserMessage,
        Flags = EntryFlags.Durable | EntryFlags.Redelivered,
        Target = "user.ünï",
        Type = "note",
        MessageId = "m1",
        Sender = "alice",
        Publisher = "shop",
        Timestamp = 1_700_000_000_123,
        Offset = long.MaxValue,
        TtlSeconds = 60,
        Connection = "c1",
        Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Data = "{\"a\":[1,2,3]}"u8.ToArray(),
    };

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var sparse = new BatchEntry { Kind = EntryKind.Drain, Target = "user.u1" };
        using var writer = new BatchWriter("gateway-1");
        writer.Write(Full);
        writer.Write(sparse);

        var reader = new BatchReader(writer.WrittenMemory);
        reader.OriginText().ShouldBe("gateway-1");
        reader.Count.ShouldBe(2);
        reader.TryRead(out var first).ShouldBeTrue();
        reader.TryRead(out var second).ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.IsMalformed.ShouldBeFalse();
        ShouldEqual(first.ToEntry(), Full);
        ShouldEqual(second.ToEntry(), sparse);
    }

    [Theory]
    [InlineData(EntryKind.RoomPublish, EntryFlags.ExcludeConnection, true)]
    [InlineData(EntryKind.UserMessage, EntryFlags.None, true)]
    [InlineData(EntryKind.DrainItem, EntryFlags.None, true)]
    [InlineData(EntryKind.Acknowledge, EntryFlags.Written, true)]
    [InlineData(EntryKind.Journey, EntryFlags.None, true)]
    [InlineData(EntryKind.RoomMessage, EntryFlags.None, true)]
    [InlineData(EntryKind.RoomMessage, EntryFlags.ExcludeConnection, false)]
    [InlineData(EntryKind.RecoverItem, EntryFlags.None, false)]
    public void Read_Publisher_IsThereWhereTheKindHasRoomForIt(EntryKind kind, EntryFlags flags, bool carried)
    {
        var written = Full with { Kind = kind, Flags = flags, Publisher = "shop", Epoch = null, Connection = null };
        using var writer = new BatchWriter("o");
        writer.Write(written);
        var reader = new BatchReader(writer.WrittenMemory);
        reader.TryRead(out var view).ShouldBeTrue();
        var read = view.ToEntry();
        ShouldEqual(read, written with { Publisher = carried ? "shop" : null });
        read.Scope.ShouldBe(carried ? "shop" : "alice");
    }

    [Fact]
    public void Write_WithPublisher_UsesNoFieldThatReadersOfBeforeDoNotKnow()
    {
        using var writer = new BatchWriter("o");
        writer.Write(new BatchEntry { Kind = EntryKind.UserMessage, Target = "user.u1", Publisher = "shop" });

        // Header, origin and the entry's length, kind and flags come before the field bits; the epoch's is the fifth.
        var at = 8 + 2 + 4 + 2;
        System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(writer.WrittenMemory.Span[at..]).ShouldBe((ushort)16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(70_000)]
    public void Read_DataOfAnySize_IsTheSame(int size)
    {
        var entry = Full with { Data = Enumerable.Range(0, size).Select(i => (byte)i).ToArray() };
        using var writer = new BatchWriter("o");
        for (var i = 0; i < 3; i++)
        {
            writer.Write(entry);
        }

        var reader = new BatchReader(writer.WrittenMemory);
        for (var i = 0; i < 3; i++)
        {
            reader.TryRead(out var read).ShouldBeTrue();
            read.Data.ToArray().ShouldBe(entry.Data.ToArray());
        }
    }

    [Fact]
    public void Write_ManyEntries_AllocatesNothingPerEntry()
    {
        using var writer = new BatchWriter("o", 1 << 20);
        var (written, bytes) = (0, 0);
        Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++, written++)
            {
                writer.Write(Full);
            }

            bytes = 0;
            var reader = new BatchReader(writer.WrittenMemory);
            while (reader.TryRead(out var entry))
            {
                bytes += entry.Data.Length;
            }
        }).ShouldBeLessThan(1024);
        bytes.ShouldBe(written * Full.Data.Length);
    }

    [Fact]
    public void Read_EveryTruncation_IsMalformedOrShorterAndNeverThrows()
    {
        using var writer = new BatchWriter("gateway-1");
        writer.Write(Full);
        writer.Write(Full);
        var bytes = writer.WrittenMemory.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            ReadAll(bytes.AsMemory(0, length)).Malformed.ShouldBeTrue($"{length} bytes");
        }

        ReadAll(bytes).ShouldBe((2, false));
    }

    [Fact]
    public void Read_RandomChanges_NeverThrowsAndStaysInBounds()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var writer = new BatchWriter("gateway-1");
        for (var i = 0; i < 4; i++)
        {
            writer.Write(Full);
        }

        var original = writer.WrittenMemory.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = original.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Should.NotThrow(() => ReadAll(bytes), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Read_RandomBytes_IsMalformed()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (bytes.Length > 2)
            {
                (bytes[0], bytes[1], bytes[2]) = ((byte)'R', (byte)'B', 1);
            }

            Should.NotThrow(() => ReadAll(bytes));
        }
    }

    [Fact]
    public void Read_AnotherVersion_IsMalformed()
    {
        using var writer = new BatchWriter("o");
        var bytes = writer.WrittenMemory.ToArray();
        bytes[2] = 2;
        new BatchReader(bytes).IsMalformed.ShouldBeTrue();
    }

    [Fact]
    public void Read_CountBeyondTheBytes_IsMalformedWithoutTrustingIt()
    {
        using var writer = new BatchWriter("o");
        var bytes = writer.WrittenMemory.ToArray();
        bytes[4] = bytes[5] = bytes[6] = bytes[7] = 0xFF;
        BatchReader.CountOf(bytes).ShouldBe(0);
        new BatchReader(bytes).IsMalformed.ShouldBeTrue();
    }

    [Fact]
    public void MessageIds_RoundTrip()
    {
        var read = new List<string>();
        MessageIdList.TryRead(MessageIdList.Write(["a", "bé", new string('x', 64)]), read).ShouldBeTrue();
        read.ShouldBe(["a", "bé", new string('x', 64)]);
        MessageIdList.Count(MessageIdList.Write(["a", "bé", new string('x', 64)])).ShouldBe(3);
        MessageIdList.Count([]).ShouldBe(0);
        MessageIdList.Count([1, 0, 65, 3, 0, 65]).ShouldBe(1);
        MessageIdList.TryRead([3, 0, 65], []).ShouldBeFalse();
        MessageIdList.TryRead([0, 0], []).ShouldBeFalse();
    }

    private static (int Read, bool Malformed) ReadAll(ReadOnlyMemory<byte> bytes)
    {
        var reader = new BatchReader(bytes);
        var read = 0;
        while (reader.TryRead(out var entry))
        {
            entry.ToEntry().Target.ShouldNotBeNull();
            read++;
        }

        return (read, reader.IsMalformed);
    }

    private static void ShouldEqual(BatchEntry read, BatchEntry written)
    {
        Encoding.UTF8.GetString(read.Data.Span).ShouldBe(Encoding.UTF8.GetString(written.Data.Span));
        (read with { Data = default }).ShouldBe(written with { Data = default });
    }
}
