using Realtime.Contracts.Wire;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native.Handlers;

/// <summary><c>auth_required</c>: authenticates the socket, or refreshes its session before it expires. The identity is the token's, whatever else the frame claims.</summary>
internal sealed class AuthRequiredHandler(SessionAuthenticator authenticator) : INativeHandler
{
    public string Type => "auth_required";

    public bool NeedsIdentity => false;

    public void Handle(NativeSession session, in ClientFrame frame)
    {
        string? token = null;
        var data = new DataReader(frame.Data);
        while (data.Next())
        {
            if (data.Named("token"u8))
            {
                token = data.String();
            }
            else
            {
                data.Skip();
            }
        }

        if (string.IsNullOrEmpty(token))
        {
            session.Fail(ErrorCodes.InvalidAuth, "Invalid authentication data", frame.MessageId);
            return;
        }

        authenticator.Authenticate(session, token, frame.MessageId);
    }
}
