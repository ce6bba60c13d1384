using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Native;

[OptionsValidator]
internal sealed partial class NativeOptionsValidator : IValidateOptions<NativeOptions>;
