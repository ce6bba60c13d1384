namespace Realtime.Documentation.Tests.Stack;

[CollectionDefinition(Name)]
public sealed class DocumentationCollection : ICollectionFixture<DocumentationFixture>
{
    public const string Name = "documentation";
}
