using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

internal sealed class EdgeHttpsOptionsRules : IValidateOptions<EdgeHttpsOptions>
{
    public ValidateOptionsResult Validate(string? name, EdgeHttpsOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (string.IsNullOrEmpty(options.CertificatePath) != string.IsNullOrEmpty(options.KeyPath))
        {
            errors.AddError("CertificatePath and KeyPath belong together", EdgeHttpsOptions.SectionName);
        }

        foreach (var path in new[] { options.CertificatePath, options.KeyPath }.Where(path => !string.IsNullOrEmpty(path) && !File.Exists(path)))
        {
            errors.AddError($"there is no file '{path}'", EdgeHttpsOptions.SectionName);
        }

        return errors.Build();
    }
}
