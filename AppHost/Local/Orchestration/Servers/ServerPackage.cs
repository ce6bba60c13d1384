namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>What a server is called where it is installed and configured.</summary>
internal sealed record ServerPackage(string Title, string Debian, string Homebrew, string ConnectionName, string ConnectionExample);
