namespace Realtime.OfflineDelivery.Attachments;

internal enum AttachmentStorage
{
    /// <summary>As rows of deliverydb: one thing to back up.</summary>
    Database,

    /// <summary>In a folder, for large amounts; deliverydb keeps what is known about them.</summary>
    Folder,
}
