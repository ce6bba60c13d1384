using Microsoft.Extensions.Options;

namespace Realtime.OfflineDelivery.Attachments;

[OptionsValidator]
internal sealed partial class AttachmentOptionsValidator : IValidateOptions<AttachmentOptions>;
