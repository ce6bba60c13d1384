using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with holes for values that are known when the application runs, and are expressions in the manifest.</summary>
public partial class ReferenceExpression : IExpressionValue
{
    private ReferenceExpression(string format, IReadOnlyList<IExpressionValue> values, IReadOnlyList<string?> stringFormats)
    {
        Format = format;
        Values = values;
        StringFormats = stringFormats;
    }

    /// <summary>The text with numbered holes, as <see cref="string.Format(string, object?)"/> takes it.</summary>
    public string Format { get; }

    /// <summary>How the value of each hole is encoded: <c>uri</c> or not at all.</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    /// <inheritdoc/>
    public string ValueExpression =>
        string.Format(CultureInfo.InvariantCulture, Format, [.. Values.Select(ManifestExpression)]);

    internal IReadOnlyList<IExpressionValue> Values { get; }

    /// <summary>Creates the expression from an interpolated string.</summary>
    /// <param name="handler">The interpolated string.</param>
    /// <returns>The expression.</returns>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var arguments = new object?[Values.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = await Values[i].GetValueAsync(context, cancellationToken);
            arguments[i] = StringFormats[i] == "uri" && value is not null ? Uri.EscapeDataString(value) : value;
        }

        return string.Format(CultureInfo.InvariantCulture, Format, arguments);
    }

    private object ManifestExpression(IExpressionValue value, int index) =>
        StringFormats[index] is { } format ? EncodedParameter.ExpressionFor(value, format) : value.ValueExpression;
}
