using Microsoft.Extensions.Options;

namespace Realtime.Gateway.TaskChat;

[OptionsValidator]
internal sealed partial class TaskChatOptionsValidator : IValidateOptions<TaskChatOptions>;
