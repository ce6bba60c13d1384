using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration.Processes;

internal static partial class UnixProcess
{
    public static bool Signal(int processId, UnixSignal signal) => kill(processId, (int)signal) == 0;

    public static bool SignalGroup(int groupId, UnixSignal signal) => kill(-groupId, (int)signal) == 0;

    public static bool IsAlive(int processId) => kill(processId, 0) == 0;

    public static bool IsRoot => geteuid() == 0;

    public static int ParentId => getppid();

    /// <summary>Hands a file or folder to another user; the host runs as root when it does this.</summary>
    public static void ChangeOwner(string path, UserAccount owner)
    {
        if (chown(path, owner.UserId, owner.GroupId) != 0)
        {
            throw new IOException($"The owner of {path} cannot be set to {owner.Name} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint owner, uint group);
}
