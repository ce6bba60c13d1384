using System.Collections.Concurrent;
using System.Numerics;

namespace Realtime.Gateway.Framing;

/// <summary>Pinned byte arrays in powers of two. Bounded per size; what does not fit is left to the collector.</summary>
internal static class FrameBufferPool
{
    private const int SmallestShift = 8;
    private const int LargestShift = 17;
    private const int BytesKeptPerSize = 2 * 1024 * 1024;

    private static readonly Bucket[] Buckets = [.. Enumerable.Range(SmallestShift, LargestShift - SmallestShift + 1).Select(shift => new Bucket(1 << shift))];

    public static byte[] Rent(int size)
    {
        var index = IndexOf(size);
        return index < Buckets.Length ? Buckets[index].Rent() : GC.AllocateUninitializedArray<byte>(size, pinned: true);
    }

    public static void Return(byte[] buffer)
    {
        var index = IndexOf(buffer.Length);
        if (index < Buckets.Length && Buckets[index].Size == buffer.Length)
        {
            Buckets[index].Return(buffer);
        }
    }

    private static int IndexOf(int size) =>
        size <= 1 << SmallestShift ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(size - 1)) - SmallestShift;

    private sealed class Bucket(int size)
    {
        private readonly ConcurrentQueue<byte[]> _free = new();
        private readonly int _most = BytesKeptPerSize / size;
        private int _count;

        public int Size => size;

        public byte[] Rent()
        {
            if (_free.TryDequeue(out var buffer))
            {
                Interlocked.Decrement(ref _count);
                return buffer;
            }

            return GC.AllocateUninitializedArray<byte>(size, pinned: true);
        }

        public void Return(byte[] buffer)
        {
            if (Interlocked.Increment(ref _count) <= _most)
            {
                _free.Enqueue(buffer);
            }
            else
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
