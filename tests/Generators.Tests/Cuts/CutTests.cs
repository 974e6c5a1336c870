using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>
/// Code that is being typed: whatever is missing, no generator or analyzer fails, no error is in a file that the user has not written, and none is
/// there twice.
/// </summary>
/// <remarks>
/// A cut drops what follows a token: all of it, as when a file is written from top to bottom, or only the rest of the line, as in the middle of a file;
/// here at every third token, in turn one way and the other. By hand, <c>MILLRACE_CUTS=tokens</c> cuts both ways at each token, and
/// <c>MILLRACE_CUTS=characters</c> at each character.
/// </remarks>
public class CutTests(ITestOutputHelper output)
{
    // Of so many tokens one is cut, one way or the other.
    private const int Every = 3;
    private const int LeastPrograms = 5_000;
    private static readonly string Depth = Environment.GetEnvironmentVariable("MILLRACE_CUTS") ?? "";

    [Fact]
    public void The_samples_compile_uncut()
    {
        foreach (var sample in Samples.All())
        {
            var build = sample.Build(sample.Piece.Text);
            Assert.True(build.Errors.Count + build.Exceptions.Count == 0, string.Join("\n", build.Errors.Select(error => error.ToString()).Concat(build.Exceptions)));
        }
    }

    [Fact]
    public void Cut_anywhere_code_has_its_own_errors_and_no_others()
    {
        var watch = Stopwatch.StartNew();
        var programs = Samples.All().SelectMany(sample => Cuts(sample.Piece).Distinct().Select(text => (sample, text))).ToArray();
        var faults = new ConcurrentDictionary<string, string>();
        int faulty = 0;
        Parallel.ForEach(Partitioner.Create(programs, loadBalance: true), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, program =>
        {
            var found = program.sample.Build(program.text).Faults().ToArray();
            if (found.Length == 0) return;
            Interlocked.Increment(ref faulty);
            foreach (string fault in found.Take(3)) faults.TryAdd(fault, $"{program.sample.Piece.Tree.FilePath}, cut to {Ending(program.sample.Piece.Text, program.text)}");
        });

        string summary = string.Create(CultureInfo.InvariantCulture,
            $"{programs.Length} programs in {watch.Elapsed.TotalSeconds:0} s ({Environment.CpuUsage.TotalTime.TotalSeconds:0} s of processors), {faulty} with a fault");
        output.WriteLine(summary);
        Assert.True(faulty == 0, summary + "\n" + string.Join("\n\n", faults.OrderBy(fault => fault.Key.Length).Take(40).Select(fault => $"{fault.Key}\n  {fault.Value}")));
        Assert.True(programs.Length >= LeastPrograms, summary);
    }

    private static IEnumerable<string> Cuts(Piece piece)
    {
        string text = piece.Text;
        var ends = Depth == "characters" ? [.. Enumerable.Range(piece.Start, text.Length - piece.Start)]
            : piece.Tree.GetRoot().DescendantTokens().Select(token => token.Span.End).Where(end => end > piece.Start).ToArray();
        for (int i = 0; i < ends.Length; i++)
        {
            if (Depth.Length > 0 || i % (2 * Every) == 0) yield return text[..ends[i]];
            if (Depth.Length > 0 || i % (2 * Every) == Every) yield return text[..ends[i]] + text[EndOfLine(text, ends[i])..];
        }
    }

    private static int EndOfLine(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Where a program was cut: the last line before what is missing.</summary>
    private static string Ending(string whole, string cut)
    {
        int same = 0;
        while (same < cut.Length && cut[same] == whole[same]) same++;
        string way = same == cut.Length ? "end" : "line";
        int start = cut.LastIndexOf('\n', Math.Max(0, same - 1)) + 1;
        return $"the {way} at: {cut[start..same]}";
    }
}
