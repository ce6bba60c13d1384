using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Announcements;

[OptionsValidator]
internal sealed partial class AnnouncementOptionsValidator : IValidateOptions<AnnouncementOptions>;
