using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>
/// Paths that stand for what this process has open already: <c>-</c>, <c>/dev/stdin</c>, <c>/dev/stdout</c>, <c>/dev/stderr</c> and
/// <c>/dev/fd/63</c>, as shells write it for <c>&lt;(command)</c>. They are not opened again: that would lose the place in a file that
/// others have read a part of, and may be forbidden.
/// </summary>
internal static class Descriptor
{
    // Where the links of the others lead.
    private static readonly string OwnFolder = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/");

    /// <summary>The same, of what the links lead to.</summary>
    public static int? Behind(string path, int standard) => Of(path, standard) ?? (OperatingSystem.IsWindows() ? null : RealPath.Descriptor(path));

    /// <summary>The number of the descriptor; null for a path of the file system.</summary>
    /// <param name="path">What the user wrote.</param>
    /// <param name="standard">What <c>-</c> means: 0 for input, 1 for output.</param>
    public static int? Of(string path, int standard)
    {
        if (path == "-") return standard;
        if (OperatingSystem.IsWindows()) return null;
        switch (path)
        {
            case "/dev/stdin": return 0;
            case "/dev/stdout": return 1;
            case "/dev/stderr": return 2;
        }
        foreach (string folder in (ReadOnlySpan<string>)["/dev/fd/", "/proc/self/fd/", OwnFolder])
        {
            if (path.StartsWith(folder, StringComparison.Ordinal) && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return number;
        }
        return null;
    }

    /// <summary>What the user would call it.</summary>
    public static string Name(int number) => number switch
    {
        0 => "standard input",
        1 => "standard output",
        2 => "standard error",
        _ => string.Create(CultureInfo.InvariantCulture, $"/dev/fd/{number}"),
    };

    /// <summary>A name, of a descriptor or a file, at the beginning of a sentence.</summary>
    public static string Begin(string name) => name.StartsWith("standard ", StringComparison.Ordinal) ? $"S{name[1..]}" : name;

    /// <summary>A name that two descriptors of the same pipe or file share.</summary>
    public static string Key(int number) =>
        OperatingSystem.IsWindows() ? Name(number) : RealPath.Of(string.Create(CultureInfo.InvariantCulture, $"/dev/fd/{number}"));

    /// <summary>True for a <see cref="Key"/> that leads to no file and means nothing to a user, such as <c>/proc/4711/fd/pipe:[1234]</c>.</summary>
    public static bool IsPipe(string key) => key.StartsWith(OwnFolder, StringComparison.Ordinal);

    /// <summary>True for the real path of a device: it is written in place, and may be read and written at a time, as terminals are.</summary>
    public static bool IsDevice(string real) =>
        real.StartsWith("/dev/", StringComparison.Ordinal) && !real.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>False if it is closed, as <c>0&lt;&amp;-</c> of a shell does.</summary>
    public static bool IsOpen(int number)
    {
        if (OperatingSystem.IsWindows()) return true;
        try
        {
            _ = File.GetUnixFileMode(Handle(number));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A handle whose end does not close the descriptor.</summary>
    public static SafeFileHandle Handle(int number) => new(number, ownsHandle: false);
}
