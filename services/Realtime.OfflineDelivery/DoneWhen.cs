namespace Realtime.OfflineDelivery;

/// <summary>Whose acknowledgement takes a direct message out of the inbox.</summary>
internal enum DoneWhen
{
    /// <summary>The first device's.</summary>
    AnyDevice,

    /// <summary>That of every device of the user that was seen within <see cref="DeliveryOptions.DeviceTime"/>.</summary>
    EveryDevice,
}
