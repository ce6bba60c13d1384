using System.Net.Sockets;

namespace Realtime.LoadTests.Generator;

/// <summary>One client socket of the generator.</summary>
internal sealed class LoadSocket(Socket socket, int index, int room, IReadOnlyList<string> setup) : IDisposable
{
    public int Descriptor { get; } = (int)socket.Handle;

    public int Index => index;

    public int Room => room;

    public bool Upgraded { get; set; }

    public bool Ready { get; set; }

    public byte[] Rest { get; set; } = [];

    public long Received { get; set; }

    /// <summary>The next message of the setup, or null when it is through.</summary>
    public string? NextSetup { get; private set; } = setup.Count > 0 ? setup[0] : null;

    private int _step;

    public void AdvanceSetup()
    {
        _step++;
        NextSetup = _step < setup.Count ? setup[_step] : null;
    }

    public void Dispose() => socket.Dispose();
}
