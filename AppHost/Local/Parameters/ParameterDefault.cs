namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a parameter is when nothing is given.</summary>
public abstract class ParameterDefault
{
    /// <summary>Gets the value.</summary>
    /// <returns>The value.</returns>
    public abstract string GetDefaultValue();
}
