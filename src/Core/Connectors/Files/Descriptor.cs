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
        foreach (string folder in (ReadOnlySpan<string>)["/dev/fd/", "/proc/self/fd/"])
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

    /// <summary>A name that two descriptors of the same pipe or file share.</summary>
    public static string Key(int number) =>
        OperatingSystem.IsWindows() ? Name(number) : RealPath.Of(string.Create(CultureInfo.InvariantCulture, $"/dev/fd/{number}"));

    /// <summary>A handle whose end does not close the descriptor.</summary>
    public static SafeFileHandle Handle(int number) => new(number, ownsHandle: false);
}
