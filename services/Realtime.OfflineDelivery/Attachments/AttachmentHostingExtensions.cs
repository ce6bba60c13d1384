using Microsoft.Extensions.Options;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Attachments.Downloads;
using Realtime.OfflineDelivery.Attachments.Uploads;

namespace Realtime.OfflineDelivery.Attachments;

internal static class AttachmentHostingExtensions
{
    public static void AddAttachments(this IServiceCollection services)
    {
        services.AddValidatedOptions<AttachmentOptions, AttachmentOptionsValidator>(AttachmentOptions.SectionName).ValidateWith<AttachmentOptions, AttachmentOptionsRules>();
        services.AddSingleton<AttachmentMetrics>();
        services.AddSingleton<FileCatalog>();
        services.AddSingleton<FileRemoval>();
        services.AddSingleton<IFileContent>(static provider => provider.GetRequiredService<IOptions<AttachmentOptions>>().Value.Storage == AttachmentStorage.Folder
            ? ActivatorUtilities.CreateInstance<FolderFileContent>(provider)
            : ActivatorUtilities.CreateInstance<DatabaseFileContent>(provider));
        services.AddSingleton<UploadRules>();
        services.AddSingleton<UploadReceiver>();
        services.AddSingleton<UploadFinisher>();
        services.AddSingleton<PlainUpload>();
        services.AddSingleton<ResumableUpload>();
        services.AddSingleton<FileRights>();
        services.AddSingleton<FileDownload>();
        services.AddHostedService<AttachmentSweeper>();
        services.AddHostedService<OrphanSweeper>();
    }
}
