namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who asks for a value.</summary>
public sealed class ValueProviderContext
{
    /// <summary>The resource whose configuration is made.</summary>
    public IResource? Caller { get; init; }

    /// <summary>Which of its instances: from 0.</summary>
    internal int Replica { get; init; }
}
