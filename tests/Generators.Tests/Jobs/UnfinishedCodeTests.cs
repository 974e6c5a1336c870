using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>The generator runs at every key stroke, on code that is not finished.</summary>
public class UnfinishedCodeTests
{
    private const string Job = """
        using Millrace.Connectors;

        [Job]
        public sealed partial class Half
        {
            public required string Input { get; init; }

            void Define(JobBuilder job)
            {
                const int low = 3;
                var all = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero);
                all.Where(f => f.Delay > low && IsLong(f)).KeyBy(f => new { f.Origin, f.Delay })
                    .Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late)
                    .Aggregate(g => new Total(g.Key.Origin, g.Count() + g.Max(f => f.Delay) + g.Where(f => f.Delay > 0).MaxBy(f => f.Distance, f => f.Delay))).Named("x").To(Csv.Write<Total>("-"));
                late.Select(l => (l.Row.Origin, l.Lateness)).SelectMany((l, Collector<Total> c) => c.Collect(new(l.Origin, 1)))
                    .Union(all.Select(f => new Total(f.Origin, 1))).KeyBy(t => t.Key).Reduce((a, b) => a).To(Csv.Write<Total>("-"));
            }

            private static bool IsLong(Flight f) => f is { Distance: > 3 };
        }
        """;

    [Fact]
    public void The_job_compiles_when_finished() => JobRun.Compiles(Job.Replace("(l, Collector<Total> c)", "((Utf8String Origin, Duration Lateness) l, Collector<Total> c)", StringComparison.Ordinal));

    [Fact]
    public void Cut_off_anywhere_it_leaves_no_exception()
    {
        var run = GeneratorRun.Of([new JobGenerator()], "", JobRun.Types);
        for (int length = Job.IndexOf("[Job]", StringComparison.Ordinal); length < Job.Length; length += 7)
        {
            foreach (string rest in new[] { "", ")", "; } }" })
            {
                run.Edit(0, Job[..length] + rest);
                Assert.All(run.Result.Results, result => Assert.True(result.Exception is null && run.Diagnostics.All(diagnostic => diagnostic.Id != "MR1099"), $"{Job[..length]}{rest}\n{result.Exception}"));
            }
        }
    }

    [Fact]
    public void With_any_word_missing_it_leaves_no_exception()
    {
        var run = GeneratorRun.Of([new JobGenerator()], "", JobRun.Types);
        int start = Job.IndexOf("[Job]", StringComparison.Ordinal);
        for (int at = start; at < Job.Length; at++)
        {
            if (!char.IsLetterOrDigit(Job[at]) || char.IsLetterOrDigit(Job[at - 1])) continue;
            int end = at;
            while (end < Job.Length && char.IsLetterOrDigit(Job[end])) end++;
            run.Edit(0, Job.Remove(at, end - at));
            Assert.All(run.Result.Results, result => Assert.True(result.Exception is null && run.Diagnostics.All(diagnostic => diagnostic.Id != "MR1099"), $"without {Job[at..end]}: {result.Exception}"));
        }
    }
}
