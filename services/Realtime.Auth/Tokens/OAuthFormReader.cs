using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Realtime.Auth.Configuration;
using Realtime.Auth.Http;

namespace Realtime.Auth.Tokens;

/// <summary>Reads application/x-www-form-urlencoded bodies. What is wrong with one is a value, not an exception.</summary>
internal sealed class OAuthFormReader(IOptions<AuthOptions> options)
{
    private const int MaxParameters = 64;
    private const int MaxNameLength = 128;

    public async ValueTask<OAuthResult<OAuthForm>> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || !(type.Charset.Length == 0 || type.Encoding is UTF8Encoding or ASCIIEncoding))
        {
            return OAuthError.InvalidRequest("The content type must be application/x-www-form-urlencoded in UTF-8.");
        }

        try
        {
            if (await BoundedBody.TryReadAsync(context, options.Value.MaxRequestBytes) is not { } body)
            {
                return OAuthError.TooLarge();
            }

            var reader = new FormPipeReader(PipeReader.Create(new ReadOnlySequence<byte>(body)))
            {
                KeyLengthLimit = MaxNameLength,
                ValueLengthLimit = options.Value.MaxRequestBytes,
                ValueCountLimit = MaxParameters,
            };
            return Build(await reader.ReadFormAsync(context.RequestAborted));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return OAuthError.TooLarge();
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException or ArgumentException or FormatException)
        {
            return OAuthError.InvalidRequest("The request body is malformed.");
        }
    }

    private static OAuthResult<OAuthForm> Build(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form)
    {
        var values = new Dictionary<string, string>(form.Count, StringComparer.Ordinal);
        foreach (var (name, value) in form)
        {
            if (value.Count > 1)
            {
                return OAuthError.InvalidRequest("A parameter is repeated.");
            }

            if (value.Count == 1 && (name.Contains('\0', StringComparison.Ordinal) || value[0]!.Contains('\0', StringComparison.Ordinal)))
            {
                return OAuthError.InvalidRequest("A parameter holds a NUL character.");
            }

            values[name] = value.ToString();
        }

        return new OAuthForm(values);
    }
}
