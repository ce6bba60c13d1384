using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

public partial class ReferenceExpression
{
    /// <summary>Collects the parts of an interpolated string.</summary>
    /// <param name="literalLength">The length of its literal text.</param>
    /// <param name="formattedCount">The number of its holes.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength + (formattedCount * 4));
        private readonly List<IExpressionValue> _values = new(formattedCount);
        private readonly List<string?> _stringFormats = new(formattedCount);

        /// <summary>Adds text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) =>
            _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

        /// <summary>Adds text.</summary>
        /// <param name="value">The text.</param>
        public void AppendFormatted(string? value) => AppendLiteral(value ?? "");

        /// <summary>Adds a value.</summary>
        /// <typeparam name="T">Its type.</typeparam>
        /// <param name="valueProvider">The value.</param>
        /// <param name="format"><c>uri</c> to encode it for a URI.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IExpressionValue
        {
            _format.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
            _values.Add(valueProvider);
            _stringFormats.Add(format);
        }

        internal ReferenceExpression Build() => new(_format.ToString(), _values, _stringFormats);
    }
}
