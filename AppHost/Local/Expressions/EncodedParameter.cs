namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a manifest names the encoded form of a parameter: a string of its own that is derived from it.</summary>
internal static class EncodedParameter
{
    public static string NameFor(ParameterResource parameter, string format) => $"{parameter.Name}-{format}-encoded";

    public static string ExpressionFor(IExpressionValue value, string format) =>
        value is ParameterResource parameter ? $"{{{NameFor(parameter, format)}.value}}" : value.ValueExpression;
}
