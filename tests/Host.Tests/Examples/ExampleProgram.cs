using System.Diagnostics;

namespace Millrace.Host.Tests.Examples;

/// <summary>Runs a built example as its own process.</summary>
internal sealed class ExampleProgram(string name)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program's assembly, built with the same configuration as this test.</summary>
    public string Assembly { get; } = Path.Combine(Root, "examples", name, "bin", Configuration(), "net10.0", name + ".dll");

    /// <summary>Runs the program to its end in a directory.</summary>
    public ExampleRun Run(string directory, params string[] args) => Run(directory, [], args);

    /// <summary>Runs the program to its end, started by another one (such as <c>setpriv</c>).</summary>
    public ExampleRun Run(string directory, IReadOnlyList<string> starter, params string[] args)
    {
        using var process = Start(directory, starter, args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} {string.Join(' ', args)} did not end within {Limit}.");
        }
        return new ExampleRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts the program with its streams redirected.</summary>
    public Process Start(string directory, IReadOnlyList<string> starter, params string[] args)
    {
        Assert.True(File.Exists(Assembly), $"{Assembly} is not built.");
        string[] words = [.. starter, Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", "exec", Assembly, .. args];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test host sets for itself is not for its children.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("VSTEST", StringComparison.Ordinal) || key is "DOTNET_STARTUP_HOOKS").ToArray())
            start.Environment.Remove(variable);
        return Process.Start(start)!;
    }

    private static string Configuration() => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Millrace.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
