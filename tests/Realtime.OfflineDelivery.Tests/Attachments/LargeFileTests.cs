using System.Net.Http.Headers;
using System.Security.Cryptography;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.OfflineDelivery.Tests.Attachments;

[Collection(FileStacksCollection.Name)]
public class LargeFileTests(FileStacks stacks)
{
    private const long Length = 200_000_000;

    // All that the process may ever have on its managed heap; a file that is held whole would not fit.
    private const int HeapLimit = 120_000_000;

    [Fact]
    public async Task File_LargerThanTheHeap_GoesUpAndDown_AndACrashLeavesNothing()
    {
        await using var authority = await TestAuthority.StartAsync();
        var (database, broker) = (await stacks.Servers.CreateDatabaseAsync(), await stacks.Servers.CreateVirtualHostAsync());
        Dictionary<string, string> environment = new()
        {
            ["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("X", System.Globalization.CultureInfo.InvariantCulture),
            ["DOTNET_gcServer"] = "0",
            ["Attachments__SweepInterval"] = "00:00:00.2",
        };
        var token = authority.Issue("u1");
        await using (var process = await DeliveryProcess.StartAsync(database, broker, authority.Address, environment))
        {
            using var client = new HttpClient { BaseAddress = process.Address, Timeout = TimeSpan.FromMinutes(5) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var uploaded = await client.UploadAsync(Length);
            uploaded.GetProperty("file").GetProperty("sha256").GetString().ShouldBe(PatternStream.Sha256(Length));
            await using (var download = await client.GetStreamAsync(uploaded.UrlOf()))
            {
                Convert.ToHexStringLower(await SHA256.HashDataAsync(download)).ShouldBe(PatternStream.Sha256(Length));
            }

            (await client.DeleteAsync(uploaded.UrlOf())).EnsureSuccessStatusCode();
            using var begun = await FileCalls.BeginAsync(process.Address, "POST", "/api/v1/files", Length, PatternStream.Bytes(1_000_000), token);
            await using var data = Npgsql.NpgsqlDataSource.Create(database);
            await Eventually.Async(async () => await CountAsync(data, "SELECT coalesce(max(received), 0) FROM files") > 500_000, TimeSpan.FromSeconds(60));
            await process.KillAsync();
            (await CountAsync(data, "SELECT count(*) FROM files")).ShouldBe(1);
            // As if Attachments:StalledTime had passed.
            await using var later = data.CreateCommand("UPDATE files SET expires_at = now()");
            await later.ExecuteNonQueryAsync();
        }

        await using var next = await DeliveryProcess.StartAsync(database, broker, authority.Address, environment);
        await using var after = Npgsql.NpgsqlDataSource.Create(database);
        await Eventually.Async(async () => await CountAsync(after, "SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM file_chunks)") == 0, TimeSpan.FromSeconds(60), "the crash left something behind");
    }

    private static async Task<long> CountAsync(Npgsql.NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
