using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.PostgreSQL;

/// <summary>One private database server: where it keeps its files, where it listens, and whom it lets in.</summary>
internal sealed record PostgresInstanceOptions(string Directory, int Port, string UserName, string Password)
{
    /// <summary>The server refuses root; as root the host runs it as this user.</summary>
    public UserAccount? RunAs { get; init; }

    /// <summary>The data is dropped at the end of the run, so that making it need not wait for the disk.</summary>
    public bool IsThrowaway { get; init; }
}
