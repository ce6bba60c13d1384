namespace Realtime.Edge.Limits;

/// <summary>Marks a connection above the limit of its address.</summary>
internal sealed class TooManyConnections
{
    private TooManyConnections()
    {
    }

    public static TooManyConnections Instance { get; } = new();
}
