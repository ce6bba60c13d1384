namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that a manifest refers to by an expression.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, such as <c>{auth.bindings.http.url}</c>.</summary>
    string ValueExpression { get; }
}
