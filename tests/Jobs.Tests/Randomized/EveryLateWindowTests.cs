using Millrace.Core.Tests.Operators;
using Millrace.Operators;
using Millrace.Testing;
using Xunit.Abstractions;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>
/// Late rows of windows of every kind. Where scripts say the watermarks, each row is in exactly the windows that were open when it came. Where the interleaving
/// decides, main output and late output are the input: a row is in the windows of its time from some end on, and late if it is in none of them.
/// </summary>
public class EveryLateWindowTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Late_rows_are_those_that_scripted_watermarks_have_passed()
    {
        const int Cases = 450;
        int results = 0, late = 0, ordered = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            int parallelism = (seed / 3 % 3) switch { 0 => 1, 1 => 2, _ => 5 };
            var mode = seed % 3 == 2 ? JobMode.Batch : JobMode.Streaming;
            // After a crash the script's time has passed, and rows find another watermark than without.
            int crashes = seed % 6 == 1 ? 1 + (seed / 6 % 2) : 0;
            var stream = new WatermarkedStream(40_000 + seed, parallelism);
            var job = Job(seed, stream.Source, Duration.Zero);
            var input = new LateInput(stream.Splits, mode == JobMode.Batch, mode == JobMode.Batch);
            if (mode == JobMode.Streaming && crashes == 0)
                input = input with { WatermarkAt = stream.WatermarkAt, InOrder = stream.Splits.Count == 1 ? stream.InOrder : null };
            var collected = Collected.Of(job);
            string at = $"case {seed} ({mode}, parallelism {parallelism}, {crashes} crashes, {stream.Splits.Count} splits)";
            try
            {
                await JobTest.RunAsync(job, new JobTestOptions
                {
                    Seed = seed,
                    Parallelism = parallelism,
                    Mode = mode,
                    MemoryBytes = 512 << 20,
                    Crashes = crashes,
                    OnSnapshot = collected.Note,
                    OnCrash = collected.TakeBack,
                });
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{at}: {failure.Message}", failure);
            }
            Check(job, input, at);
            results += job.Results.Windows.Count;
            late += job.Results.Late.Count;
            if (input.InOrder is not null) ordered++;
        }
        output.WriteLine($"{Cases} cases of fifteen kinds of windows each, {results} results, {late} late rows; {ordered} cases with sessions to the letter");
        Assert.True(late > 10 * Cases && results > 100 * Cases && ordered > 20);
    }

    [Fact]
    public async Task No_row_is_lost_or_counted_twice_whichever_the_interleaving_makes_late()
    {
        const int Cases = 360;
        int results = 0, late = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var test = new RandomCase(80_000 + seed);
            var job = Job(seed, test.Source(test.Left), test.Slack);
            await test.RunAsync(job);
            Check(job, new LateInput(test.Splits, test.HasNoLate, test.Mode == JobMode.Batch), test.ToString());
            results += job.Results.Windows.Count;
            late += job.Results.Late.Count;
        }
        output.WriteLine($"{Cases} cases of fifteen kinds of windows each, {results} results, {late} late rows");
        Assert.True(late > 2 * Cases && results > 100 * Cases);
    }

    private static EveryLateWindow Job(int seed, RowsSource<Reading> source, Duration slack)
    {
        var random = new Random(seed);
        var size = new Duration(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 60), _ => random.Next(1, 3_000) });
        var step = new Duration(random.Next(1, 200));
        return new EveryLateWindow
        {
            Input = source,
            Slack = slack,
            Size = size,
            Slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4)),
            Offset = new Duration(random.Next(-100, 100)),
            Gap = new Duration(random.Next(1, 400)),
            Max = step * random.Next(1, 6),
            Step = step,
            Lateness = new Duration(random.Next(3) == 0 ? random.Next(20) : random.Next(4_000)),
        };
    }

    private static void Check(EveryLateWindow job, LateInput input, string at)
    {
        var sliding = WindowSpec.Of(Sliding.Of(job.Size, job.Slide, job.Offset));
        var cumulating = WindowSpec.Of(Cumulating.Of(job.Max, job.Step, job.Offset));
        var session = WindowSpec.Of(Session.WithGap(job.Gap));
        var tumbling = WindowSpec.Of(Tumbling.Every(job.Size, job.Offset));
        long lateness = job.Lateness.Microseconds;
        LateKind[] kinds =
        [
            new("sliding subtracted", sliding), new("sliding stacked", sliding), new("sliding listed", sliding), new("all sliding", sliding),
            new("cumulating merged", cumulating), new("cumulating listed", cumulating), new("all cumulating", cumulating),
            new("session", session), new("session listed", session), new("all session", session),
            new("tumbling kept", tumbling) { Lateness = lateness }, new("tumbling discarded", tumbling) { Lateness = lateness, IsDiscarding = true },
            new("sliding kept", sliding) { Lateness = lateness }, new("sliding discarded", sliding) { Lateness = lateness, IsDiscarding = true },
            new("all tumbling kept", tumbling) { Lateness = lateness },
        ];
        foreach (var kind in kinds)
        {
            try
            {
                kind.Check(input, job.Results);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{at}, {kind.Name}: {failure.Message}", failure);
            }
        }
    }
}
