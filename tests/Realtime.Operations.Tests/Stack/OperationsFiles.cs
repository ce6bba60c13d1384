namespace Realtime.Operations.Tests.Stack;

/// <summary>The files of docs/operations as they are shipped.</summary>
internal static class OperationsFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "operations");

    public static string Of(string name) => Path.Combine(Folder, name);
}
