using System.Buffers.Text;
using System.Security.Cryptography;

namespace Realtime.Gateway.SocketIo;

/// <summary>Ids that say which gateway made them: <c>&lt;gateway id&gt;.&lt;20 random characters&gt;</c>, for sessions (sid) and recoverable sockets (pid).</summary>
internal static class SocketIds
{
    private const char Mark = '.';
    private const int RandomBytes = 15;
    private const int RandomLength = 20;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string New(string gatewayId) => gatewayId + Mark + New();

    /// <summary>The gateway that made <paramref name="id"/>, or null when it has no such shape.</summary>
    public static string? GatewayOf(string id)
    {
        var mark = id.LastIndexOf(Mark);
        return mark > 0 && id.Length - mark == RandomLength + 1 ? id[..mark] : null;
    }
}
