using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>The loop in C++: compiled when it has changed, and run on demand in a process of its own that keeps its rows.</summary>
internal sealed class CppLoop : IAsyncDisposable
{
    private readonly Process _process;

    private CppLoop(Process process) => _process = process;

    /// <summary>Compiles the program. Returns its path and the compiler's version.</summary>
    public static async Task<(string Program, string Compiler)> CompileAsync()
    {
        string source = Path.Combine(Repository.Root, "benchmarks", "limit", "limit.cpp");
        string program = Path.Combine(Repository.Cache("limit"), "limit");
        string version = (await CompilerAsync("--version")).Split('\n')[0].Trim();
        await CompilerAsync("-O3", "-march=native", "-o", program, source);
        return (program, version);
    }

    /// <summary>Starts the program and waits until it has made its rows.</summary>
    public static async Task<CppLoop> StartAsync(string program, int rows, int keys, int rowsPerWindow)
    {
        string[] words = [.. new[] { rows, keys, rowsPerWindow }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var loop = new CppLoop(Process.Start(new ProcessStartInfo(program, words) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
        await loop.ReadAsync();
        return loop;
    }

    /// <summary>One pass over the rows, timed inside the process.</summary>
    public async Task<LimitRun> RunAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        string[] words = (await ReadAsync()).Split(' ');
        return new LimitRun(new Timing(Number<double>(words[0]) / 1e6, Number<double>(words[1]) / 1e6), Number<long>(words[2]), Number<ulong>(words[3]));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static T Number<T>(string text) where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<string> CompilerAsync(params string[] arguments)
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("g++", arguments) { RedirectStandardOutput = true })!;
            string output = await compiler.StandardOutput.ReadToEndAsync();
            await compiler.WaitForExitAsync();
            if (compiler.ExitCode == 0) return output;
        }
        catch (Win32Exception)
        {
            throw new BenchmarkException("g++ is not installed, and this benchmark compares with a C++ program that it compiles itself: install it (on Debian: apt-get install g++).");
        }
        throw new BenchmarkException("g++ could not compile benchmarks/limit/limit.cpp; its message is above.");
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new BenchmarkException("the C++ program ended early; there may be too little memory for its rows (--rows).");
}
