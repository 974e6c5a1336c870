using System.Diagnostics;

namespace Millrace.Package.Tests;

/// <summary>Runs the <c>dotnet</c> command as a user would, in a folder and with nothing of this test run's environment.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Standard output. Fails the test, with all output, on another exit code than 0.</summary>
    public static string Run(string folder, string[] words, params (string Name, string Value)[] environment)
    {
        var (exitCode, output, error) = TryRun(folder, words, environment);
        if (exitCode != 0) Assert.Fail($"'dotnet {string.Join(' ', words)}' ended with {exitCode}:{Environment.NewLine}{output}{Environment.NewLine}{error}");
        return output;
    }

    /// <summary>Exit code, standard output and standard error.</summary>
    public static (int ExitCode, string Output, string Error) TryRun(string folder, string[] words, params (string Name, string Value)[] environment)
    {
        string program = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(program, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // The test host passes on what it was built with (MSBuild paths, its own runtime): not a user's.
        foreach (string name in start.Environment.Keys.Where(IsOfThisRun).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'dotnet {string.Join(' ', words)}' did not end within {Limit}.");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static bool IsOfThisRun(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "DOTNET_STARTUP_HOOKS" or "DOTNET_ROLL_FORWARD";
}
