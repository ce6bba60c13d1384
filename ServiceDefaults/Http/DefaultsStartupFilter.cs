using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Realtime.ServiceDefaults.Telemetry;

namespace Realtime.ServiceDefaults.Http;

/// <summary>Puts the shared middleware in front of everything, so that refusals made early carry ids and the common shape too.</summary>
internal sealed class DefaultsStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<RequestActivityMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        next(app);
    };
}
