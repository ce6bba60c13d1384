using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

public sealed class EpollHandshakeTests(EchoHostFixture fixture) : HandshakeCases(fixture), IClassFixture<EchoHostFixture>;
