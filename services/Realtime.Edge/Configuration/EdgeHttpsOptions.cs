using System.ComponentModel.DataAnnotations;

namespace Realtime.Edge.Configuration;

/// <summary>TLS at the edge, beside plain HTTP; off without a certificate.</summary>
public sealed class EdgeHttpsOptions
{
    public const string SectionName = "Edge:Https";

    /// <summary>PEM file of the certificate and its chain.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM file of its private key.</summary>
    public string? KeyPath { get; set; }

    [Range(1, 65_535)]
    public int Port { get; set; } = 8443;

    /// <summary>Address to listen on; <c>*</c> is all.</summary>
    [Required]
    public string Address { get; set; } = "*";

    /// <summary>How long browsers shall use HTTPS only.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1000.00:00:00")]
    public TimeSpan HstsMaxAge { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How often a handshake looks whether the files have changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsEnabled => !string.IsNullOrEmpty(CertificatePath);
}
