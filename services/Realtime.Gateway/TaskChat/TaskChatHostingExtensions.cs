using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.TaskChat;

/// <summary>Registers the task chat and its assistant.</summary>
internal static class TaskChatHostingExtensions
{
    public static IHostApplicationBuilder AddTaskChat(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TaskChatOptions>().BindConfiguration(TaskChatOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TaskChatOptions>, TaskChatOptionsValidator>();
        services.AddOptions<AssistantOptions>().BindConfiguration(AssistantOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AssistantOptions>, AssistantOptionsValidator>();
        services.AddSingleton<IValidateOptions<AssistantOptions>, AssistantOptionsRules>();
        services.AddHttpClient(Conversations.ClientName, client => client.BaseAddress = new Uri("http://offline-delivery")).AddInternalKey();
        services.TryAddSingleton<IConversations, Conversations>();
        services.TryAddSingleton<IAssistant>(provider => provider.GetRequiredService<IOptions<AssistantOptions>>().Value.BaseAddress.Length > 0
            ? ActivatorUtilities.CreateInstance<OpenAIAssistant>(provider)
            : new DegradedAssistant());
        services.AddSingleton<TaskChatRuntime>();
        return builder.AddProtocolAdapter<TaskChatAdapter>();
    }
}
