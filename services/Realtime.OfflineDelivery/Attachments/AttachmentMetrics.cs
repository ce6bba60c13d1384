using System.Diagnostics.Metrics;
using Realtime.OfflineDelivery.Diagnostics;

namespace Realtime.OfflineDelivery.Attachments;

internal sealed class AttachmentMetrics(DeliveryMetrics delivery)
{
    private readonly Counter<long> _uploads = delivery.Meter.CreateCounter<long>("realtime.delivery.file.uploads", "{file}", "Uploads that ended, by outcome.");
    private readonly Counter<long> _received = delivery.Meter.CreateCounter<long>("realtime.delivery.file.received", "By", "Bytes of files received.");
    private readonly Counter<long> _downloads = delivery.Meter.CreateCounter<long>("realtime.delivery.file.downloads", "{request}", "Downloads begun, by kind.");
    private readonly Counter<long> _expired = delivery.Meter.CreateCounter<long>("realtime.delivery.file.expired", "{file}", "Files and uploads removed because their time was over.");

    public void Uploaded(string outcome) => _uploads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Received(long bytes) => _received.Add(bytes);

    public void Downloaded(bool range) => _downloads.Add(1, new KeyValuePair<string, object?>("kind", range ? "range" : "whole"));

    public void Expired() => _expired.Add(1);
}
