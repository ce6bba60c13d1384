using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

[OptionsValidator]
internal sealed partial class SigningKeyOptionsValidator : IValidateOptions<SigningKeyOptions>;
