namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value when the application runs, an expression in the manifest.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
