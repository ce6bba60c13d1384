using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

/// <summary>The listener where there is no epoll keeps the same rules.</summary>
public sealed class ManagedHandshakeTests(ManagedHostFixture fixture) : HandshakeCases(fixture), IClassFixture<ManagedHostFixture>;
