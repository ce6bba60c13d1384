namespace Realtime.Contracts.Locations;

/// <summary>Body of <c>POST /internal/locations/query</c> at Presence: the vendors inside a box, nearest to its centre first.</summary>
/// <param name="South">Least latitude.</param>
/// <param name="West">Longitude of the western edge.</param>
/// <param name="North">Greatest latitude.</param>
/// <param name="East">Longitude of the eastern edge; less than <paramref name="West"/> when the box crosses the antimeridian.</param>
/// <param name="Limit">Most vendors to return.</param>
public sealed record LocationQuery(double South, double West, double North, double East, int Limit);
