using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

[OptionsValidator]
internal sealed partial class AuthOptionsValidator : IValidateOptions<AuthOptions>;
