using System.Reflection;

namespace Realtime.Edge.Console;

/// <summary>A page to try Realtime by hand. It is part of the assembly and loads nothing from elsewhere.</summary>
internal static class ConsoleEndpoints
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        // The address that the host prints is the first thing a newcomer opens.
        routes.MapGet("/", static () => TypedResults.Redirect("/console")).ExcludeFromDescription();
        routes.MapAsset("/console", "index.html", "text/html; charset=utf-8");
        routes.MapAsset("/console/console.js", "console.js", "text/javascript; charset=utf-8");
        routes.MapAsset("/console/console.css", "console.css", "text/css; charset=utf-8");
    }

    private static void MapAsset(this IEndpointRouteBuilder routes, string path, string name, string contentType)
    {
        var content = Read(name);
        routes.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, contentType);
        }).ExcludeFromDescription();
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"console/{name}")
            ?? throw new InvalidOperationException($"The console's {name} is not in the assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
