using Microsoft.Extensions.Options;

namespace Realtime.Gateway.SocketIo;

[OptionsValidator]
internal sealed partial class SocketIoOptionsValidator : IValidateOptions<SocketIoOptions>;
