namespace Realtime.Gateway.Native.Queries;

/// <summary>The service that answers a query, and the type of the frame that carries the answer.</summary>
internal enum QueryTarget
{
    History,
    Presence,
}
