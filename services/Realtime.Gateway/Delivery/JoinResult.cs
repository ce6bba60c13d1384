namespace Realtime.Gateway.Delivery;

internal enum JoinResult
{
    Ok,
    TooManyRooms,
    RoomFull,
}
