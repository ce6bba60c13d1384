using System.Globalization;

namespace Realtime.Presence.Figures;

internal sealed record Figure(string Name, double Milliseconds, double Bound)
{
    public bool Holds => Milliseconds <= Bound;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Holds ? "ok  " : "MISS")} {Name,-60} {Milliseconds,10:0.0} ms (bound {Bound:0} ms)");
}
