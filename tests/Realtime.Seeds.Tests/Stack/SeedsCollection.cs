namespace Realtime.Seeds.Tests.Stack;

[CollectionDefinition(Name)]
public sealed class SeedsCollection : ICollectionFixture<SeedsFixture>
{
    public const string Name = "seeds";
}
