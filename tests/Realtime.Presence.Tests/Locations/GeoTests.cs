using Realtime.Contracts.Locations;

namespace Realtime.Presence.Tests.Locations;

public sealed class GeoTests
{
    [Fact]
    public void Contains_BoxOverTheAntimeridian_HoldsBothSides()
    {
        var box = new GeoBox(-20, 170, -10, -170);
        box.CrossesAntimeridian.ShouldBeTrue();
        box.Width.ShouldBe(20);
        box.CentreLng.ShouldBe(180);
        box.Contains(-15, 179).ShouldBeTrue();
        box.Contains(-15, -179).ShouldBeTrue();
        box.Contains(-15, 180).ShouldBeTrue();
        box.Contains(-15, 0).ShouldBeFalse();
        new GeoBox(0, 170, 1, 180).Contains(0.5, -180).ShouldBeTrue();
    }

    [Fact]
    public void Around_Point_ReachesAsFarAsAsked()
    {
        var box = GeoBox.Around(52.5, 13.4, 5);
        box.Contains(52.5 + 0.0449, 13.4).ShouldBeTrue();
        box.Contains(52.5 + 0.0451, 13.4).ShouldBeFalse();
        box.Contains(52.5, 13.4 + 0.0738).ShouldBeTrue();
        GeoBox.Around(0, 179.99, 5).CrossesAntimeridian.ShouldBeTrue();
        GeoBox.Around(90, 0, 5).Contains(89.99, 123).ShouldBeTrue();
    }

    [Fact]
    public void Cover_AnyBox_HoldsTheCellOfEveryPointInIt()
    {
        var random = new Random(1);
        for (var n = 0; n < 2_000; n++)
        {
            var height = Math.Pow(10, (random.NextDouble() * 4) - 2);
            var south = Math.Clamp((random.NextDouble() * 180) - 90, -90, 90 - Math.Min(height, 179));
            var west = (random.NextDouble() * 360) - 180;
            var east = west + Math.Min(359, height * 1.5);
            var box = new GeoBox(south, west, Math.Min(90, south + height), east > 180 ? east - 360 : east);
            var cells = GeoCells.Cover(box);
            cells.Count.ShouldBeLessThanOrEqualTo(GeoCells.DefaultMaxCells);

            var lat = box.SwLat + (random.NextDouble() * (box.NeLat - box.SwLat));
            var lng = box.SwLng + (random.NextDouble() * box.Width);
            lng = lng > 180 ? lng - 360 : lng;
            GeoCells.RoomsOf(lat, lng).Intersect(cells).Count().ShouldBe(1, $"{box} does not cover {lat},{lng}");
        }
    }
}
