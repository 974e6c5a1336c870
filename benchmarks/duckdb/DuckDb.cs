using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Millrace.Benchmarks;

/// <summary>A Node.js process that holds DuckDB and runs the group-by on demand.</summary>
internal sealed class DuckDb : IAsyncDisposable
{
    private const string Package = "@duckdb/node-api";
    private const string PackageVersion = "1.5.6-r.1";

    private readonly Process _node;

    private DuckDb(Process node, string version, string outputFile)
    {
        _node = node;
        Version = version;
        OutputFile = outputFile;
    }

    /// <summary>Versions of DuckDB and Node.js.</summary>
    public string Version { get; }

    /// <summary>Where runs that write a file write it.</summary>
    public string OutputFile { get; }

    /// <summary>Installs DuckDB when it is not there yet and starts the process on <paramref name="csvFile"/>.</summary>
    public static async Task<DuckDb> StartAsync(string csvFile, string outputFile)
    {
        string modules = await InstallAsync();
        string script = Path.Combine(Repository.Root, "benchmarks", "duckdb", "group-by.mjs");
        var node = Launch("node", [script, modules, csvFile, outputFile], redirectInput: true);
        var hello = await ReadAsync(node);
        string version = $"DuckDB {hello.GetProperty("version").GetString()?.TrimStart('v')}, Node.js {hello.GetProperty("node").GetString()?.TrimStart('v')}";
        return new DuckDb(node, version, outputFile);
    }

    /// <summary>One run of the group-by, timed inside the process.</summary>
    /// <param name="threads">Threads that DuckDB may use.</param>
    /// <param name="toFile">True: results go to <see cref="OutputFile"/>; false: into a table in memory.</param>
    public async Task<Timing> RunAsync(int threads, bool toFile)
    {
        await _node.StandardInput.WriteLineAsync($$"""{"threads": {{threads.ToString(CultureInfo.InvariantCulture)}}, "into": "{{(toFile ? "file" : "table")}}"}""");
        await _node.StandardInput.FlushAsync();
        var answer = await ReadAsync(_node);
        return new Timing(answer.GetProperty("timeMs").GetDouble(), answer.GetProperty("cpuMs").GetDouble());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private static async Task<string> InstallAsync()
    {
        string folder = Repository.Cache(Path.Combine("duckdb", PackageVersion));
        if (Directory.Exists(Path.Combine(folder, "node_modules", Package))) return folder;
        Console.Error.WriteLine($"installing {Package} {PackageVersion} into {Path.GetRelativePath(Repository.Root, folder)} …");
        string[] words = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", $"{Package}@{PackageVersion}"];
        using var npm = OperatingSystem.IsWindows() ? Launch("cmd", ["/c", "npm", .. words]) : Launch("npm", words);
        string output = await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode == 0) return folder;
        throw new BenchmarkException($"npm could not install {Package} {PackageVersion} (exit code {npm.ExitCode}, its message is above): check that its registry can be reached.{output}");
    }

    private static Process Launch(string program, string[] arguments, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = redirectInput };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new BenchmarkException($"'{program}' is not on the PATH; DuckDB is installed from npm: install Node.js 20 or newer (Debian and Ubuntu: apt-get install npm).");
        }
    }

    private static async Task<JsonElement> ReadAsync(Process node)
    {
        string line = await node.StandardOutput.ReadLineAsync()
            ?? throw new BenchmarkException("the DuckDB process ended; its message is above.");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
