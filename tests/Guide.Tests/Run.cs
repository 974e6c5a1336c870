using System.Diagnostics;
using Millrace;

namespace Guide;

/// <summary>Runs the jobs and programs of the pages.</summary>
internal static class Run
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs a job in this process, to its end.</summary>
    public static async Task ToEndAsync<TJob>(TJob job, int parallelism = 2, JobMode mode = JobMode.Streaming) where TJob : class, IJob<TJob>
    {
        await using var running = await StreamHost.StartAsync(job, new JobOptions { Parallelism = parallelism, Mode = mode, MemoryBytes = 256 << 20 });
        await running.Completion.WaitAsync(Limit);
    }

    /// <summary>Runs a page's program in a directory, and gives what it writes to standard output.</summary>
    public static string Program(string name, string directory, params string[] args)
    {
        var (code, output, error) = Start(name, directory, args);
        Assert.True(code == 0, $"{name} ended with {code}: {error}");
        return output;
    }

    /// <summary>Runs a page's program, and gives its exit code and what it writes to standard error.</summary>
    public static (int Code, string Error) Failing(string name, string directory, params string[] args)
    {
        var (code, _, error) = Start(name, directory, args);
        return (code, error);
    }

    private static (int Code, string Output, string Error) Start(string name, string directory, string[] args)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, ["exec", typeof(Run).Assembly.Location, name, .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("VSTEST", StringComparison.Ordinal) || key is "DOTNET_STARTUP_HOOKS").ToArray())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} did not end within {Limit}.");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Lines in an order of their own: between keys there is none.</summary>
    public static string[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
