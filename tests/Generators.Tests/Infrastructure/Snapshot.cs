using System.Runtime.CompilerServices;

namespace Millrace.Generators.Tests;

/// <summary>
/// Compares text with a file beside the test. To accept changes, run the tests with <c>MILLRACE_ACCEPT=1</c> and review the diff.
/// </summary>
public static class Snapshot
{
    /// <summary>Compares with <c>Snapshots/NAME.txt</c> in the test's folder.</summary>
    public static void Verify(string actual, string name, [CallerFilePath] string testFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("MILLRACE_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.True(File.Exists(path), $"There is no {path}; run once with MILLRACE_ACCEPT=1 and review it.");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: true);
    }
}
