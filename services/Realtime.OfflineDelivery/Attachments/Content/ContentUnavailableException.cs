namespace Realtime.OfflineDelivery.Attachments.Content;

/// <summary>The folder of files cannot be used at the moment.</summary>
internal sealed class ContentUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
