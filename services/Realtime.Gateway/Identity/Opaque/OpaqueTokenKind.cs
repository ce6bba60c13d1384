namespace Realtime.Gateway.Identity.Opaque;

internal enum OpaqueTokenKind
{
    User,
    Admin,
}
