using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>
/// Code that is being typed: whatever is missing, no generator or analyzer fails. By hand also: no error is in a file that the user has not
/// written, and no error is there twice.
/// </summary>
/// <remarks>
/// A cut drops what follows a token: all of it, as when a file is written from top to bottom, or only the rest of the line, as in the middle of a file.
/// A sample of the programs is built in every run, since a build of one takes half a second of processor time. By hand all are, and wholly:
/// <c>MILLRACE_CUTS=tokens</c> cuts behind every token both ways, <c>MILLRACE_CUTS=characters</c> behind every character.
/// </remarks>
public class CutTests(ITestOutputHelper output)
{
    // Of so many tokens, one is the last of the file and another the last of its line.
    private const int Every = 90;
    private const int LeastPrograms = 300;
    private static readonly string Depth = Environment.GetEnvironmentVariable("MILLRACE_CUTS") ?? "";

    [Fact]
    public void The_samples_compile_uncut()
    {
        foreach (var sample in Samples.All())
        {
            var build = sample.Build(sample.Tree.ToString(), wholly: true);
            Assert.Equal("", string.Join("\n", build.Errors.Select(error => error.ToString()).Concat(build.Exceptions)));
        }
    }

    [Fact]
    public void Cut_anywhere_code_fails_no_generator()
    {
        var watch = Stopwatch.StartNew();
        var programs = Samples.All().SelectMany(sample => Cuts(sample.Tree).Distinct().Select(text => (sample, text))).ToArray();
        var faults = new ConcurrentDictionary<string, string>();
        int faulty = 0;
        Parallel.ForEach(Partitioner.Create(programs, loadBalance: true), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, program =>
        {
            var build = program.sample.Build(program.text, wholly: Depth.Length > 0);
            var found = (Depth.Length > 0 ? build.Faults() : build.Exceptions).ToArray();
            if (found.Length == 0) return;
            Interlocked.Increment(ref faulty);
            foreach (string fault in found.Take(3)) faults.TryAdd(fault, $"{program.sample.Tree.FilePath}, cut to {Ending(program.sample.Tree, program.text)}");
        });
        string summary = string.Create(CultureInfo.InvariantCulture,
            $"{programs.Length} programs in {watch.Elapsed.TotalSeconds:0} s ({Environment.CpuUsage.TotalTime.TotalSeconds:0} s of processors), {faulty} with a fault");
        output.WriteLine(summary);
        Assert.True(faulty == 0, summary + "\n" + string.Join("\n\n", faults.OrderBy(fault => fault.Key.Length).Take(40).Select(fault => $"{fault.Key}\n  {fault.Value}")));
        Assert.True(programs.Length >= LeastPrograms, summary);
    }

    private static IEnumerable<string> Cuts(SyntaxTree tree)
    {
        string text = tree.ToString();
        var ends = Depth == "characters" ? [.. Enumerable.Range(0, text.Length)] : tree.GetRoot().DescendantTokens().Select(token => token.Span.End).ToArray();
        for (int i = 0; i < ends.Length; i++)
        {
            if (Depth.Length > 0 || i % Every == Every / 2) yield return text[..ends[i]];
            if (Depth.Length > 0 || i % Every == 0) yield return text[..ends[i]] + text[EndOfLine(text, ends[i])..];
        }
    }

    private static int EndOfLine(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Where a program was cut: the last line before what is missing.</summary>
    private static string Ending(SyntaxTree tree, string cut)
    {
        string whole = tree.ToString();
        int same = 0;
        while (same < cut.Length && cut[same] == whole[same]) same++;
        string way = same == cut.Length ? "end" : "line";
        int start = cut.LastIndexOf('\n', Math.Max(0, same - 1)) + 1;
        return $"the {way} at line {cut.AsSpan(0, same).Count('\n') + 1}: {cut[start..same]}";
    }
}
