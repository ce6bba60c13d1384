namespace Realtime.ServiceDefaults.Configuration;

/// <summary>How a configuration file's changes are noticed.</summary>
internal enum ChangeSource
{
    None,

    /// <summary>The file system tells.</summary>
    Watch,

    /// <summary>Looked for once a second.</summary>
    Poll,
}
