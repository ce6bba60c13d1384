using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>A parameter that is needed in an encoded form.</summary>
internal sealed record EncodedReference(ParameterResource Parameter, string Format);

/// <summary>Remembers what expressions refer to, in the order of the first reference.</summary>
internal sealed class ManifestReferences
{
    private readonly List<ParameterResource> _parameters = [];
    private readonly List<EncodedReference> _encoded = [];

    public IReadOnlyList<ParameterResource> Parameters => _parameters;

    public IEnumerable<EncodedReference> EncodedBy(ParameterResource parameter) => _encoded.Where(reference => reference.Parameter == parameter);

    public void Collect(object value, string? format = null)
    {
        switch (value)
        {
            case ParameterResource parameter:
                Add(parameter, format);
                break;
            case ReferenceExpression expression:
                for (var i = 0; i < expression.Values.Count; i++)
                {
                    Collect(expression.Values[i], expression.StringFormats[i]);
                }

                break;
            default:
                break;
        }
    }

    private void Add(ParameterResource parameter, string? format)
    {
        if (!_parameters.Contains(parameter))
        {
            _parameters.Add(parameter);
        }

        if (format is not null && new EncodedReference(parameter, format) is var reference && !_encoded.Contains(reference))
        {
            _encoded.Add(reference);
        }
    }
}
