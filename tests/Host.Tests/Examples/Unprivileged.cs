using System.Diagnostics;

namespace Millrace.Host.Tests.Examples;

/// <summary>Starts programs so that file permissions count for them, whoever runs the tests and wherever the clone lies.</summary>
internal static class Unprivileged
{
    /// <summary>Words to put in front of a command that must be able to read a file.</summary>
    /// <remarks>
    /// Root may do everything, but for what it gives up: first its power over others' files, which leaves it its own; if the file is not its
    /// own, to be root at all.
    /// </remarks>
    public static string[] Starter(string mustRead)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return [];
        string[][] starters =
        [
            ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"],
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
        ];
        using var directory = new TemporaryDirectory();
        string closed = directory.Write("closed", "");
        File.SetUnixFileMode(closed, UnixFileMode.None);
        return starters.FirstOrDefault(starter => CanRead(starter, mustRead) && CanRead(starter, Environment.ProcessPath!) && !CanRead(starter, closed))
            ?? throw new InvalidOperationException($"There is no way to run {mustRead} without the rights of root.");
    }

    private static bool CanRead(string[] starter, string path)
    {
        using var process = Process.Start(starter[0], [.. starter[1..], "test", "-r", path]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
