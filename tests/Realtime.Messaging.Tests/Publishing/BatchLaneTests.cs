using System.Collections.Concurrent;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Testing;

namespace Realtime.Messaging.Tests.Publishing;

public sealed class BatchLaneTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BusyWindow = TimeSpan.FromMilliseconds(5);

    private readonly StandingTime _time = new();
    private readonly ConcurrentQueue<int> _sent = new();
    private readonly BatchLane _lane;

    public BatchLaneTests() => _lane = new BatchLane("g1", new MessagingOptions { BatchWindow = Window }, _time, SendAsync, 64, BusyWindow);

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task Entries_ThatComeAlone_NeverMeetTheBusyWindow()
    {
        for (var i = 1; i <= 3; i++)
        {
            Add();
            await SentAsync([.. Enumerable.Repeat(1, i)]);
            (await _time.NextAsync()).ShouldBe(Window);
            _time.Fire();
        }
    }

    [Fact]
    public async Task Batch_AfterOneOfSeveralEntries_IsPackedForTheBusyWindow()
    {
        Add();
        await SentAsync(1);
        (await _time.NextAsync()).ShouldBe(Window);
        Add();
        Add();
        _time.Fire();
        await SentAsync(1, 2);
        (await _time.NextAsync()).ShouldBe(BusyWindow);
        Add();
        Add();
        Add();
        _time.Fire();
        await SentAsync(1, 2, 3);
        (await _time.NextAsync()).ShouldBe(BusyWindow);
        Add();
        _time.Fire();
        await SentAsync(1, 2, 3, 1);
        (await _time.NextAsync()).ShouldBe(Window);
    }

    private void Add() =>
        _lane.TryAdd("shard.0", null, alone: false, new BatchEntry { Kind = EntryKind.UserMessage, Target = "user.u1", MessageId = "m", Type = "t" }).ShouldNotBeNull();

    private Task SentAsync(params int[] counts) => Eventually.Async(() => _sent.SequenceEqual(counts));

    private Task<PublishResult> SendAsync(PendingBatch batch)
    {
        _sent.Enqueue(batch.Writer.Count);
        return Task.FromResult(PublishResult.Confirmed);
    }

    /// <summary>A clock that stands; the one timer that waits is fired by hand, when its time has come by then.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private readonly ConcurrentQueue<Pending> _pending = new();
        private long _now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Pending(callback, state, dueTime);
            _pending.Enqueue(timer);
            return timer;
        }

        public async Task<TimeSpan> NextAsync()
        {
            Pending? next = null;
            await Eventually.Async(() => _pending.TryPeek(out next));
            return next!.Due;
        }

        public void Fire()
        {
            _pending.TryDequeue(out var next).ShouldBeTrue();
            Interlocked.Add(ref _now, next!.Due.Ticks);
            next.Run();
        }

        private sealed class Pending(TimerCallback callback, object? state, TimeSpan due) : ITimer
        {
            public TimeSpan Due => due;

            public void Run() => callback(state);

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
