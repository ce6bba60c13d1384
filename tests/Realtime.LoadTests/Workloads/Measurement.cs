namespace Realtime.LoadTests.Workloads;

/// <summary>One cell of the table.</summary>
internal readonly record struct Measurement(double Value, double PerSecond)
{
    public static Measurement None => new(double.NaN, double.NaN);
}
