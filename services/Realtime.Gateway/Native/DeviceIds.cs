namespace Realtime.Gateway.Native;

/// <summary>Names that clients give their devices (<c>?device=</c>).</summary>
internal static class DeviceIds
{
    public const int MaxLength = 64;

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
}
