using System.Globalization;

namespace Millrace.Memory;

/// <summary>How much memory this process may use.</summary>
internal static class MachineMemory
{
    /// <summary>The lowest limit of the process's cgroups (v2 or v1) or, without one, the machine's memory.</summary>
    public static long LimitBytes() => OperatingSystem.IsLinux() ? LimitBytes("/") : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The same, reading the <c>proc</c> and <c>sys</c> trees below <paramref name="root"/>.</summary>
    internal static long LimitBytes(string root)
    {
        long limit = TotalBytes(root);
        foreach (string line in ReadLines(Path.Combine(root, "proc/self/cgroup")))
        {
            // "hierarchy:controllers:path"; version 2 is hierarchy 0 without controllers.
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3) continue;
            if (parts[0] == "0" && parts[1].Length == 0)
                limit = Math.Min(limit, LowestOnPath(Path.Combine(root, "sys/fs/cgroup"), parts[2], "memory.max"));
            else if (parts[1].Split(',').Contains("memory"))
                limit = Math.Min(limit, LowestOnPath(Path.Combine(root, "sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes"));
        }
        return limit;
    }

    private static long TotalBytes(string root)
    {
        foreach (string line in ReadLines(Path.Combine(root, "proc/meminfo")))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "MemTotal:" && long.TryParse(words[1], CultureInfo.InvariantCulture, out long kilobytes)) return kilobytes * 1024;
        }
        return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    /// <summary>A limit anywhere between the process's group and the root holds. In a container the path may lie outside what is mounted.</summary>
    private static long LowestOnPath(string mount, string path, string file)
    {
        long lowest = LimitIn(Path.Combine(mount, file));
        string folder = mount;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, part);
            lowest = Math.Min(lowest, LimitIn(Path.Combine(folder, file)));
        }
        return lowest;
    }

    private static long LimitIn(string file)
    {
        foreach (string line in ReadLines(file))
            if (long.TryParse(line.Trim(), CultureInfo.InvariantCulture, out long bytes) && bytes > 0) return bytes;
        return long.MaxValue;
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
