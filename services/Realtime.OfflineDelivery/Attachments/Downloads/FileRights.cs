using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Attachments.Downloads;

/// <summary>Who may read a file: its owner, services that may read, and whom it was sent to.</summary>
internal sealed class FileRights(FileCatalog catalog, RoomRules rooms, TimeProvider time)
{
    // A direct message is often seen before its row is written; the right comes with the row.
    private static readonly TimeSpan[] Patience = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(400)];

    public async Task<bool> MayReadAsync(AccessToken token, StoredFile file, CancellationToken cancellationToken)
    {
        if (RoomRules.MayRead(token) || RoomRules.IsSelf(token, file.Owner))
        {
            return true;
        }

        for (var attempt = 0; ; attempt++)
        {
            var readers = await catalog.ReadersAsync(file.Id, cancellationToken);
            if (readers.Any(target => Includes(target, token)))
            {
                return true;
            }

            if (attempt == Patience.Length)
            {
                return false;
            }

            await Task.Delay(Patience[attempt], time, cancellationToken);
        }
    }

    private bool Includes(string target, AccessToken token) =>
        RoutingKeys.TryUser(target, out var user) ? RoomRules.IsSelf(token, user) : RoutingKeys.TryRoom(target, out var room) && rooms.MayFollow(token, room);
}
