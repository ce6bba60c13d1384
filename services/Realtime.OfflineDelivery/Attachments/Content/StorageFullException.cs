namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>There is no room for the bytes of a file.</summary>
internal sealed class StorageFullException(string message, Exception? inner = null) : Exception(message, inner);
