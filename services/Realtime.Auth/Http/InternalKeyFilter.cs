using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Auth.Http;

/// <summary>Routes for other services only: they show the secret that all services share.</summary>
internal sealed class InternalKeyFilter(IOptions<InternalOptions> options) : IEndpointFilter
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Key!));

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var given = context.HttpContext.Request.Headers[InternalOptions.HeaderName];
        return given.Count == 1 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[0]!)), _hash)
            ? next(context)
            : ValueTask.FromResult<object?>(RealtimeProblems.Unauthorized());
    }
}
