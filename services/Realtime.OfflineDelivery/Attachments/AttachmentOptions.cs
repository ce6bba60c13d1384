using System.ComponentModel.DataAnnotations;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Files that messages carry; section <c>Attachments</c>.</summary>
internal sealed class AttachmentOptions
{
    public const string SectionName = "Attachments";

    /// <summary>Where the content is kept; the same for all replicas.</summary>
    [EnumDataType(typeof(AttachmentStorage))]
    public AttachmentStorage Storage { get; set; }

    /// <summary>The folder of <see cref="AttachmentStorage.Folder"/>, which all replicas share.</summary>
    public string? Folder { get; set; }

    /// <summary>Space that uploads leave free on the folder's disk.</summary>
    [Range(0, long.MaxValue)]
    public long FolderMinFreeBytes { get; set; } = 268_435_456;

    /// <summary>Largest file.</summary>
    [Range(1, 1_099_511_627_776)]
    public long MaxFileBytes { get; set; } = 268_435_456;

    /// <summary>Media types that may be uploaded, such as <c>image/*</c>; none: all.</summary>
    public IList<string> AllowedTypes { get; } = [];

    /// <summary>Bytes that the files of one user may take.</summary>
    [Range(1, long.MaxValue)]
    public long QuotaBytes { get; set; } = 1_073_741_824;

    /// <summary>Files of one user.</summary>
    [Range(1, 10_000_000)]
    public long QuotaFiles { get; set; } = 1_000;

    /// <summary>How long a resumable upload waits for its next bytes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan ResumeTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A plain upload whose bytes have stopped for so long was left behind by a process that died.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StalledTime { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a file lives that no message has carried yet.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan UnsentTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often expired files are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the folder is searched for content that no row of deliverydb knows.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan OrphanSweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long such content is kept since a process first missed its row: time to notice that the wrong database was restored. A restart begins anew.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan OrphanTime { get; set; } = TimeSpan.FromDays(7);
}
