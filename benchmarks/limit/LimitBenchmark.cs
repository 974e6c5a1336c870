using System.Diagnostics;
using System.Globalization;
using Millrace.Memory;

namespace Millrace.Benchmarks;

/// <summary>Rows in memory: filter, project, keyed window count, against the same loop in C++.</summary>
internal sealed class LimitBenchmark : IBenchmark
{
    public string Name => "limit";

    public string Summary => "filter, project, keyed 10 s window count over rows in memory, against the same loop in C++";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("rows", "N", "rows per run (default 32000000)"),
        new("runs", "N", "timed runs of each (default 7)"),
        new("keys", "N", "only this number of keys"),
        new("slice", "N", "rows per slice (default 1024)"),
    ];

    public Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int count = arguments.Count("rows", 32_000_000), runs = arguments.Count("runs", 7), slice = arguments.Count("slice", 1024);
        int[] sizes = arguments.Has("keys") ? [arguments.Count("keys", 100)] : [100, 100_000, 1_000_000, 10_000_000];
        foreach (int keys in sizes)
        {
            var rows = LimitRow.Make(count, (ulong)keys, (ulong)count / 2);
            var info = new ProcessStartInfo("/tmp/limit", [$"{count}", $"{keys}", $"{count / 2}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            using var cpp = Process.Start(info)!;
            cpp.StandardOutput.ReadLine();
            var a = new List<double>();
            var b = new List<double>();
            for (int i = 0; i < runs; i++)
            {
                cpp.StandardInput.WriteLine();
                cpp.StandardInput.Flush();
                string[] words = cpp.StandardOutput.ReadLine()!.Split(' ');
                a.Add(count * 1e3 / double.Parse(words[0], CultureInfo.InvariantCulture));
                using var budget = new MemoryBudget(4L << 30);
                long start = Stopwatch.GetTimestamp();
                var (resultRows, checksum) = LimitDriver.Run(rows, slice, budget);
                b.Add(count / Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                if (words[1] != $"{resultRows}" || words[2] != $"{checksum}") Console.WriteLine($"DIFFER {words[1]} {resultRows} {words[2]} {checksum}");
            }
            cpp.StandardInput.Close();
            Console.WriteLine($"{keys}: C++ {string.Join(' ', a.Select(x => x.ToString("F0")))}  C# {string.Join(' ', b.Select(x => x.ToString("F0")))}  ratio {b.Order().ElementAt(runs / 2) / a.Order().ElementAt(runs / 2):F3}");
        }
        return Task.FromResult(0);
    }
}
