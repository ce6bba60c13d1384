using Microsoft.Extensions.Options;

namespace Realtime.OfflineDelivery.Attachments;

internal sealed class AttachmentOptionsRules : IValidateOptions<AttachmentOptions>
{
    public ValidateOptionsResult Validate(string? name, AttachmentOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Storage == AttachmentStorage.Folder && string.IsNullOrWhiteSpace(options.Folder))
        {
            errors.AddError("is required with Attachments:Storage=Folder", "Attachments:Folder");
        }

        if (options.MaxFileBytes > options.QuotaBytes)
        {
            errors.AddError("is larger than Attachments:QuotaBytes", "Attachments:MaxFileBytes");
        }

        foreach (var type in options.AllowedTypes.Where(type => !MediaTypes.IsPattern(type)))
        {
            errors.AddError($"'{type}' is no media type (type/subtype or type/*)", "Attachments:AllowedTypes");
        }

        return errors.Build();
    }
}
