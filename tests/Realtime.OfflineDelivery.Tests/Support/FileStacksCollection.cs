namespace Realtime.OfflineDelivery.Tests.Support;

[CollectionDefinition(Name)]
public sealed class FileStacksCollection : ICollectionFixture<FileStacks>
{
    public const string Name = "Files";
}
