using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Realtime.Messaging.Rooms;

/// <summary>Registers the room namespaces.</summary>
public static class RoomNamespacesExtensions
{
    /// <summary>Adds <see cref="RoomNamespaces"/>, bound to section <c>Rooms</c> and validated at start.</summary>
    public static IServiceCollection AddRoomNamespaces(this IServiceCollection services)
    {
        services.AddOptions<RoomOptions>().BindConfiguration(RoomOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoomOptions>, RoomOptionsValidator>());
        services.TryAddSingleton<RoomNamespaces>();
        return services;
    }
}
