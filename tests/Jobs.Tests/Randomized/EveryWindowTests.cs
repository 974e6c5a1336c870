using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Operators;
using Millrace.Runtime;
using Millrace.Testing;
using Xunit.Abstractions;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>Windows of every kind of a compiled job agree with a slow reference, whatever the stream, the parallelism, the mode and the interleaving.</summary>
public class EveryWindowTests(ITestOutputHelper output)
{
    private const int Cases = 360;

    [Fact]
    public async Task Windows_of_every_kind_agree_with_the_reference()
    {
        int results = 0, late = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var test = new RandomCase(seed);
            var random = new Random(seed);
            var size = new Duration(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 60), _ => random.Next(1, 3_000) });
            var step = new Duration(random.Next(1, 200));
            var job = new EveryWindow
            {
                Input = test.Source(test.Left),
                Slack = test.Slack,
                Size = size,
                Slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4)),
                Offset = new Duration(random.Next(-100, 100)),
                Gap = new Duration(random.Next(1, 400)),
                Max = step * random.Next(1, 6),
                Step = step,
            };
            await test.RunAsync(job);
            var tumbling = WindowSpec.Of(Tumbling.Every(job.Size, job.Offset));
            var sliding = WindowSpec.Of(Sliding.Of(job.Size, job.Slide, job.Offset));
            var session = WindowSpec.Of(Session.WithGap(job.Gap));
            var cumulating = WindowSpec.Of(Cumulating.Of(job.Max, job.Step, job.Offset));
            // Without key, all rows are those of one sensor without a name.
            Reading[] all = [.. test.Left.Select(row => row with { Sensor = default })];

            Agree(test, job, "tumbling", tumbling, test.Left.Where(row => !job.LateTumbling.Contains(row.Value)));
            Agree(test, job, "all tumbling", tumbling, all.Where(row => !job.LateAll.Contains(row.Value)));
            Agree(test, job, "global", WindowSpec.Global, test.Left);
            Agree(test, job, "all global", WindowSpec.Global, all);
            // No row is lost: a session takes it, or it is late.
            Assert.Equal(test.Left.Length, job.LateSessions.Count + job.Results.Rows.Where(row => row.Kind == "session").Sum(row => long.Parse(row.Text[(row.Sensor.Length + 1)..].Split(' ')[1], null)));
            late += job.LateTumbling.Count + job.LateSliding.Count + job.LateSessions.Count + job.LateAll.Count;
            results += job.Results.Rows.Count;
            if (!test.HasNoLate) continue;
            Assert.Empty(job.LateTumbling.Concat(job.LateSliding).Concat(job.LateSessions).Concat(job.LateAll));
            Agree(test, job, "sliding", sliding, test.Left);
            Agree(test, job, "session", session, test.Left);
            Agree(test, job, "cumulating", cumulating, test.Left);
            Agree(test, job, "all sliding", sliding, all);
            Agree(test, job, "all session", session, all);
            Agree(test, job, "all cumulating", cumulating, all);
        }
        output.WriteLine($"{Cases} cases of ten kinds of windows each, {results} results, {late} late rows");
        Assert.True(late > Cases && results > 10 * Cases);
    }

    [Fact]
    public async Task A_subtask_that_falls_silent_keeps_back_no_row_and_later_finds_none_of_its_rows_lost()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var pause = Duration.Seconds(3);
            var source = new TestSource<Reading>()
                // Silent for longer than the idle timeout, with a row in a window that the other split leaves behind.
                .Rows(Row("a", 10, 1)).Pause(pause * 3).Rows(Row("a", 20, 2), Row("a", 250, 3))
                .Split().Rows(Row("b", 5, 4)).Pause(pause).Rows(Row("b", 100, 5)).Pause(pause).Rows(Row("b", 200, 6));
            var job = new EveryWindow
            {
                Input = source,
                Size = new Duration(60),
                Slide = new Duration(20),
                Gap = new Duration(50),
                Max = new Duration(60),
                Step = new Duration(20),
            };
            await JobTest.RunAsync(job, new JobTestOptions { Seed = seed, Parallelism = 2, IdleTimeout = Duration.Seconds(1) });
            Assert.Equal(["a 0 1", "a 240 1", "b 0 1", "b 180 1", "b 60 1"], Counts("tumbling"));
            Assert.Equal([2], job.LateTumbling.Order());
            Assert.Equal([2], job.LateSliding.Order());
            Assert.Equal([" 0 2", " 180 1", " 240 1", " 60 1"], Counts("all tumbling"));

            IEnumerable<string> Counts(string kind) =>
                job.Results.Rows.Where(row => row.Kind == kind).Select(row => $"{row.Sensor} {row.Start} {row.Text[(row.Sensor.Length + 1)..].Split(' ')[1]}").Order(StringComparer.Ordinal);
        }

        static Reading Row(string sensor, long time, int value) => new(sensor, time, value, "label");
    }

    private static void Agree(RandomCase test, EveryWindow job, string kind, WindowSpec spec, IEnumerable<Reading> rows)
    {
        var found = job.Results.Rows.Where(row => row.Kind == kind).ToList();
        var ends = found.ToLookup(row => (row.Sensor, row.Start, row.End));
        test.Agree(kind, Windows(spec, [.. rows]).Select(window =>
        {
            // Of rows of one time the first and the last is any, so the reference gets those that the job has found.
            var actual = ends[(window.Sensor, window.Start, window.End)].FirstOrDefault();
            var ordered = window.Rows.OrderBy(row => row.Value == actual.Last ? 1 : row.Label.ToString() == actual.First ? -1 : 0);
            return $"{window.End} {TotalsResult.Of(window.Sensor, window.Start, window.End, [.. ordered])}";
        }), found.Select(row => $"{row.End} {row.Text}"));
    }

    private static List<(string Sensor, long Start, long End, List<Reading> Rows)> Windows(WindowSpec spec, Reading[] rows)
    {
        if (spec.Kind == WindowKind.Global)
            return [.. rows.GroupBy(row => row.Sensor.ToString()).Select(group => (group.Key, long.MinValue, long.MaxValue, group.ToList()))];
        List<(string, long, long, List<Reading>)> windows = [];
        var reference = new WindowReference(spec, (sensor, start, last, left, _) => windows.Add((sensor, start, spec.Kind == WindowKind.Session ? last : last + 1, left)));
        reference.Play(new JoinScript([new(0, [.. rows.Select(row => new Timed<Reading>(row.Time, row))], 0), new(-1, [], long.MaxValue)]));
        return windows;
    }
}
