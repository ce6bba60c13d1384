namespace Aspire.Hosting.Testing;

/// <summary>Ends an entry point when a test has taken its builder: nothing after Build may run.</summary>
internal sealed class EntryPointStoppedException() : Exception("The application is built and run by a test.");
