using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Backplane;

/// <summary>Handles control entries of some types. Called on the backplane's consumer, so it must not block.</summary>
internal interface IControlHandler
{
    IReadOnlyList<string> Types { get; }

    void Handle(string type, in BatchEntryView entry);
}
