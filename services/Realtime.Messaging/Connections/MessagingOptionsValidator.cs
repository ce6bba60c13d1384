using Microsoft.Extensions.Options;

namespace Realtime.Messaging.Connections;

[OptionsValidator]
internal sealed partial class MessagingOptionsValidator : IValidateOptions<MessagingOptions>;
