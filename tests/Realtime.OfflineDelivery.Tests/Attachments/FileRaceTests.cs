using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Attachments;

/// <summary>What happens to a file at the same moment, in either order: one side's transaction is held open until the other waits for it.</summary>
[Collection(FileStacksCollection.Name)]
public class FileRaceTests(FileStacks stacks)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly string _owner = $"race{Guid.NewGuid():N}";

    [Fact]
    public async Task LastByte_WhileItsMessageIsBeingAccepted_LeavesTheFileTheMessagesTime()
    {
        using var client = stacks.Database.Client($"{_owner};realtime.connect");
        var path = await client.TusCreateAsync(3);
        var id = IdOf(path);
        await using var accepting = await OpenAsync($"SELECT grant_files(ARRAY['{id}'::uuid], ARRAY['user.bob'], ARRAY['m1'], ARRAY['{_owner}'], ARRAY[now() + interval '10 hours'])");

        var last = client.TusAppendAsync(path, 0, [1, 2, 3]);
        await WaitsAsync("append_file");
        await accepting.CommitAsync();

        (await last).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await HoursAsync(id)).ShouldBe(10);
    }

    [Fact]
    public async Task Completion_WhileItsMessageIsBeingAccepted_LeavesTheFileTheMessagesTime()
    {
        using var client = stacks.Database.Client($"{_owner};realtime.connect");
        var id = IdOf(await client.TusCreateAsync(3));
        await using var accepting = await OpenAsync($"SELECT grant_files(ARRAY['{id}'::uuid], ARRAY['user.bob'], ARRAY['m1'], ARRAY['{_owner}'], ARRAY[now() + interval '10 hours'])");

        var completion = stacks.Database.ScalarAsync<Guid>($"SELECT id FROM complete_file('{id}', '\\x00', now(), now() + interval '1 hour')");
        await WaitsAsync("complete_file");
        await accepting.CommitAsync();

        (await completion).ShouldBe(id);
        (await HoursAsync(id)).ShouldBe(10);
    }

    [Fact]
    public async Task Message_WhileItsFileIsBeingCompleted_GivesTheFileItsTime()
    {
        await using var gateway = await stacks.Database.GatewayAsync($"g{Guid.NewGuid():N}");
        using var client = stacks.Database.Client($"{_owner};realtime.connect");
        var id = IdOf(await client.TusCreateAsync(3));
        await using var completing = await OpenAsync($"SELECT complete_file('{id}', '\\x00', now(), now() + interval '1 hour')");

        await gateway.PublishAsync(FakeGateway.Direct("bob", Guid.NewGuid().ToString("N"), Data(id), 36_000) with { Sender = _owner, Type = "file" });
        await WaitsAsync("grant_files");
        await completing.CommitAsync();

        await Eventually.Async(async () => await HoursAsync(id) == 10, Deadline, "the message's time did not come to the file");
    }

    [Fact]
    public async Task Message_WhileAnotherOneOfTheFileIsTrimmed_KeepsTheFile()
    {
        await using var gateway = await stacks.Database.GatewayAsync($"g{Guid.NewGuid():N}");
        using var client = stacks.Database.Client($"{_owner};realtime.connect");
        var id = (await client.UploadAsync(3)).IdOf();
        var room = $"chat:{_owner}";
        await gateway.PublishAsync(FakeGateway.Room(room, "t1", Data(id)) with { Sender = _owner, Type = "file" });
        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM file_grants WHERE file_id = '{id}'") == 1, Deadline);
        await using var accepting = await OpenAsync($"SELECT grant_files(ARRAY['{id}'::uuid], ARRAY['user.bob'], ARRAY['m1'], ARRAY['{_owner}'], ARRAY[now() + interval '10 hours'])");

        // As if the room had outgrown its history: the right of its message goes, the one that is being accepted stays.
        await stacks.Database.ScalarAsync<int>($"UPDATE rooms SET trimmed = head WHERE name = '{room}'");
        await stacks.Database.ScalarAsync<long>("SELECT expire_trimmed_grants(now(), 1000)");
        await accepting.CommitAsync();

        await Eventually.Async(async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM file_grants WHERE file_id = '{id}'") == 1, Deadline, "the trimmed right stayed");
        (await HoursAsync(id)).ShouldBe(10);
        (await client.GetAsync($"/api/v1/files/{id:N}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Removal_OnASlowDisk_HoldsUpNoMessage()
    {
        var stack = stacks.Of(inFolder: true);
        await using var gateway = await stack.GatewayAsync($"g{Guid.NewGuid():N}");
        using var client = stack.Client($"{_owner};realtime.connect");
        var id = (await client.UploadAsync(3)).IdOf();
        using var content = new SlowContent();
        var removal = new FileRemoval(new FileCatalog(stack.Database, Options.Create(new AttachmentOptions()), TimeProvider.System), content, TimeProvider.System, NullLogger<FileRemoval>.Instance);

        var removing = Task.Run(() => removal.RemoveAsync(id, CancellationToken.None));
        await content.Begun.WaitAsync(Deadline);
        // It is no file any more, and a message that names it is accepted all the same.
        (await client.GetAsync($"/api/v1/files/{id:N}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var message = Guid.NewGuid().ToString("N");
        await gateway.PublishAsync(FakeGateway.Direct("bob", message, Data(id)) with { Sender = _owner, Type = "file" });
        await Eventually.Async(async () => await stack.ScalarAsync<long>($"SELECT count(*) FROM inbox WHERE message_id = '{message}'") == 1, Deadline, "the message waits for the disk");
        removing.IsCompleted.ShouldBeFalse();

        content.GoOn();
        await removing;
        (await stack.ScalarAsync<long>($"SELECT (SELECT count(*) FROM files WHERE id = '{id}') + (SELECT count(*) FROM file_grants WHERE file_id = '{id}')")).ShouldBe(0);
    }

    [Fact]
    public async Task Removal_ThatACrashCutShort_IsFinishedByTheSweeper()
    {
        var stack = stacks.Of(inFolder: true);
        using var client = stack.Client($"{_owner};realtime.connect");
        var file = await client.UploadAsync(3);
        var id = file.IdOf();

        await stack.ScalarAsync<int>($"UPDATE files SET removed_at = now(), expires_at = now() WHERE id = '{id}'");

        (await client.GetAsync(file.UrlOf())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.Async(async () => await stack.ScalarAsync<long>($"SELECT count(*) FROM files WHERE id = '{id}'") == 0, Deadline, "the row stayed");
        stacks.HasContent(id).ShouldBeFalse();
    }

    /// <summary>A transaction that has run a statement and holds its locks.</summary>
    private async Task<OpenTransaction> OpenAsync(string sql)
    {
        var connection = await stacks.Database.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return new OpenTransaction(connection, transaction);
    }

    /// <summary>Some other connection waits for a lock within this function.</summary>
    private Task WaitsAsync(string function) => Eventually.Async(
        async () => await stacks.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%{function}(%'") > 0,
        Deadline,
        $"nobody waits in {function}");

    private async Task<int> HoursAsync(Guid file) =>
        (int)Math.Round(await stacks.Database.ScalarAsync<double>($"SELECT extract(epoch FROM expires_at - now())::float8 / 3600 FROM files WHERE id = '{file}'"));

    private static Guid IdOf(string path) => Guid.Parse(path.Split('/')[^1]);

    private static string Data(Guid file) => $$$"""{"file":{"id":"{{{file:N}}}"}}""";

    private sealed class OpenTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public Task CommitAsync() => transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    /// <summary>A disk that takes as long as the test likes.</summary>
    private sealed class SlowContent : IFileContent, IDisposable
    {
        private readonly ManualResetEventSlim _mayGoOn = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void GoOn() => _mayGoOn.Set();

        public void Delete(Guid id)
        {
            _begun.SetResult();
            _mayGoOn.Wait(Deadline);
        }

        public ValueTask<IFileWriter?> OpenAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream Read(Guid id, long length) => throw new NotSupportedException();

        public IEnumerable<IReadOnlyCollection<Guid>> All() => [];

        public void Dispose() => _mayGoOn.Dispose();
    }
}
