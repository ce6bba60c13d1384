namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is given from outside: by configuration, or made once and kept.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    /// <summary>Creates the parameter.</summary>
    /// <param name="name">The resource name.</param>
    /// <param name="callback">Finds the value; it gets the default, if there is one.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        Secret = secret;
        _value = new Lazy<string>(() => callback(Default));
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>What applies when nothing is given.</summary>
    public ParameterDefault? Default { get; set; }

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Name}.value}}";

    internal string Value => _value.Value;

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Value);
}
