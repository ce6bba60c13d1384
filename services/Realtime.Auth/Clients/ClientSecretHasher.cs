using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Realtime.Auth.Clients;

/// <summary>
/// Verifies client secrets with Identity's PasswordHasher, which is slow by design. A secret that was right is remembered as an
/// HMAC under a key that only this process knows, so that the next request with it costs microseconds; a wrong one always costs a hash.
/// </summary>
internal sealed class ClientSecretHasher : IDisposable
{
    private const int Capacity = 10_000;
    private static readonly PasswordHasher<string> Hasher = new();
    private static readonly string DummyHash = Hasher.HashPassword("", Guid.NewGuid().ToString());

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<Guid, Verified> _verified = new();
    private readonly SemaphoreSlim _slow = new(Math.Max(1, Environment.ProcessorCount / 2));

    public static string Hash(string secret) => Hasher.HashPassword("", secret);

    /// <summary>A new random secret of 256 bits.</summary>
    public static string Generate() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public async ValueTask<bool> VerifyAsync(IEnumerable<ClientSecret> secrets, string candidate, CancellationToken cancellationToken)
    {
        var live = secrets as IReadOnlyList<ClientSecret> ?? [.. secrets];
        foreach (var secret in live)
        {
            if (IsRemembered(secret, candidate))
            {
                return true;
            }
        }

        await _slow.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => VerifySlowly(live, candidate), cancellationToken);
        }
        finally
        {
            _slow.Release();
        }
    }

    public void Dispose() => _slow.Dispose();

    private bool VerifySlowly(IReadOnlyList<ClientSecret> secrets, string candidate)
    {
        if (secrets.Count == 0)
        {
            // An unknown client must take as long as a wrong secret, or its id could be guessed by the clock.
            Hasher.VerifyHashedPassword("", DummyHash, candidate);
            return false;
        }

        var matched = false;
        foreach (var secret in secrets)
        {
            if (Hasher.VerifyHashedPassword("", secret.Hash, candidate) != PasswordVerificationResult.Failed)
            {
                Remember(secret, candidate);
                matched = true;
            }
        }

        return matched;
    }

    private bool IsRemembered(ClientSecret secret, string candidate)
    {
        if (!_verified.TryGetValue(secret.Id, out var verified) || !ReferenceEquals(verified.Hash, secret.Hash) && verified.Hash != secret.Hash)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(secret, candidate, mac);
        return CryptographicOperations.FixedTimeEquals(mac, verified.Mac);
    }

    private void Remember(ClientSecret secret, string candidate)
    {
        var mac = new byte[HMACSHA256.HashSizeInBytes];
        Mac(secret, candidate, mac);
        if (_verified.Count >= Capacity)
        {
            _verified.Clear();
        }

        _verified[secret.Id] = new Verified(secret.Hash, mac);
    }

    private void Mac(ClientSecret secret, string candidate, Span<byte> destination)
    {
        // The id separates equal secrets of different clients.
        var text = Encoding.UTF8.GetBytes($"{secret.Id:N}{candidate}");
        HMACSHA256.HashData(_key, text, destination);
        CryptographicOperations.ZeroMemory(text);
    }

    private sealed record Verified(string Hash, byte[] Mac);
}
