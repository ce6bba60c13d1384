namespace Realtime.Auth.Data;

internal enum RevocationKind : short
{
    Token = 1,
    Session = 2,
    Subject = 3,
    Client = 4,
}
