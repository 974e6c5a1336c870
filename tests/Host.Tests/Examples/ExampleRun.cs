namespace Millrace.Host.Tests.Examples;

/// <summary>How a program ended.</summary>
internal sealed record ExampleRun(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> OutputLines { get; } = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> ErrorLines { get; } = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails the test unless the program failed with one line that holds all of these.</summary>
    public void MustFail(int exitCode, params string[] parts)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, expected {exitCode}; it said: {Error}");
        string line = Assert.Single(ErrorLines);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        foreach (string part in parts) Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
