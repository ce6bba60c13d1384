namespace Realtime.Gateway.Hub;

internal readonly record struct FanoutResult(int Members, int Deliveries);
