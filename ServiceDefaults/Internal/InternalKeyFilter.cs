using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Http;

namespace Realtime.ServiceDefaults.Internal;

/// <summary>Lets calls in that carry the key, compared in constant time.</summary>
internal sealed class InternalKeyFilter(IOptions<InternalCallOptions> options) : IEndpointFilter
{
    public const string HeaderName = "X-Internal-Key";

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Key));

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var given = context.HttpContext.Request.Headers[HeaderName];
        return given.Count == 1 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[0] ?? "")), _expected)
            ? next(context)
            : ValueTask.FromResult<object?>(RealtimeProblems.Unauthorized());
    }
}
