using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Operators;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>
/// What keeps rows of keys agrees with LINQ, whatever the stream, the parallelism (also that of single operators), the mode and the interleaving. In
/// batch mode there is one answer for each key, and rows come in order of time.
/// </summary>
public class EveryKeepTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Rows_that_are_kept_agree_with_LINQ()
    {
        const int Cases = 240;
        int results = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var test = new RandomCase(60_000 + (seed * 3) + (seed % 2 == 0 ? 0 : 2));
            var random = new Random(seed);
            var size = new Duration(random.Next(1, 3_000));
            var job = new EveryKeep
            {
                Input = test.Source(test.Left),
                Slack = test.Slack,
                Size = size,
                Slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4)),
                Gap = new Duration(random.Next(1, 400)),
                Most = random.Next(1, 6),
                Subtasks = random.Next(1, 5),
            };
            await test.RunAsync(job);
            bool isBatch = test.Mode == JobMode.Batch;
            var found = job.Results.ToLookup(result => result.Kind);
            var keys = test.Left.GroupBy(row => row.Sensor.ToString()).ToList();
            test.Agree("distinct", test.Left.Select(row => $"{row.Sensor} {row.Label}").Distinct(), found["distinct"].Select(result => result.Text));
            test.Agree("even", test.Left.Where(row => row.Value % 2 == 0).Select(row => $"{row.Sensor} {row.Value}"), found["even"].Select(result => $"{result.Key} {result.Text}"));
            test.Agree("first", keys.Select(key => key.Key), found["first"].Select(result => result.Key));
            foreach (var key in keys)
            {
                var byKey = job.Results.Where(result => result.Key == key.Key).ToLookup(result => result.Kind);
                long earliest = key.Min(row => row.Time), latest = key.Max(row => row.Time);
                int greatest = key.Max(row => row.Value);
                var first = byKey["first"].Single();
                Assert.True(key.Any(row => row.Time == first.Number && $"{row.Value}" == first.Text) && (!isBatch || first.Number == earliest), $"{test}, first");
                // Each is no older than the one before, and the last is the latest; in batch mode it is the only one.
                long[] times = [.. byKey["last"].Select(result => result.Number)];
                Assert.True(times.SequenceEqual(times.Order()) && times[^1] == latest && (!isBatch || times.Length == 1), $"{test}, last");
                Assert.True(byKey["reduced"].Max(result => result.Number) == greatest && byKey["reduced"].Count() == (isBatch ? 1 : key.Count()), $"{test}, reduced");
                var rolling = byKey["rolling"].ToList();
                string all = $"{key.Sum(row => (long)row.Value)} {greatest} [{string.Join(", ", key.Select(row => row.Value).OrderDescending().Take(job.Most))}]";
                Assert.True(rolling.Single(result => result.Number == key.Count()).Text == all && rolling.Count == (isBatch ? 1 : key.Count()), $"{test}, rolling");
                // In batch mode rows come in order of time, those of one time in any.
                var counted = byKey["count window"].ToList();
                Assert.True(counted.Count == key.Count() / job.Rowses && counted.All(result => result.Number == job.Rowses), $"{test}, count window");
                if (isBatch && key.Select(row => row.Time).Distinct().Count() == key.Count())
                {
                    var ordered = key.OrderBy(row => row.Time).ToList();
                    test.Agree("count window", ordered.Chunk(job.Rowses).Where(chunk => chunk.Length == job.Rowses).Select(chunk => $"{chunk.Sum(row => (long)row.Value)}"), counted.Select(result => result.Text));
                    var timers = new List<long>();
                    for (int from = 0, next; from < ordered.Count; from = next)
                    {
                        // A timer fires before any later row.
                        long end = ordered[from].Time + size.Microseconds;
                        for (next = from + 1; next < ordered.Count && ordered[next].Time <= end;) next++;
                        timers.Add(next - from);
                    }
                    test.Agree("timer", timers.Select(count => $"{count}"), byKey["timer"].Select(result => $"{result.Number}"));
                }
                var slid = byKey["sliding count window"].ToList();
                Assert.True(slid.Count == key.Count() / job.Rowses && slid.Skip(1).All(result => result.Number == 2 * job.Rowses), $"{test}, sliding count window");
                Assert.True(byKey["timer"].Sum(result => result.Number) == key.Count(), $"{test}, timer");
            }
            foreach (var key in keys)
            {
                AgreeSoFar("top so far", key.Key, key.OrderByDescending(row => row.Value).Take(job.Most).Select((row, i) => (i + 1, row)));
                AgreeSoFar("tied top so far", key.Key, Tied(key));
            }
            if (test.Left.Length > 0) AgreeSoFar("top of all so far", "", test.Left.OrderByDescending(row => row.Value).Take(job.Most).Select((row, i) => (i + 1, row)));
            Agree("tumbling", WindowSpec.Of(Tumbling.Every(job.Size)), (sensor, rows) =>
                [("top of tumbling", Top(sensor, rows)), ("tied top of tumbling", Tied(rows).Select(row => $"{sensor} {row.Rank} {row.Row.Value}")), ("window fold", [$"{sensor} {7 + rows.Sum(row => (long)row.Value)}"])]);
            Agree("sliding", WindowSpec.Of(Sliding.Of(job.Size, job.Slide)), (sensor, rows) =>
                [("top of sliding", Top(sensor, rows)), ("window reduce", [$"{sensor} {rows.MaxBy(row => row.Value).Value} {rows.MaxBy(row => row.Value).Label}"])]);
            Agree("session", WindowSpec.Of(Session.WithGap(job.Gap)), (sensor, rows) =>
                [("top of session", Top(sensor, rows)), ("window process", [$"{sensor} {rows.Sum(row => (long)row.Value)} {rows.Count}"])]);
            results += job.Results.Count;

            IEnumerable<string> Top(string sensor, List<Reading> rows) =>
                rows.OrderByDescending(row => row.Value % 5).ThenBy(row => row.Value).Take(job.Most).Select((row, i) => $"{sensor} {i + 1} {row.Value}");

            IEnumerable<(int Rank, Reading Row)> Tied(IEnumerable<Reading> rows) =>
                rows.Select(row => (Rank: 1 + rows.Count(other => other.Value % 5 > row.Value % 5), row)).Where(row => row.Rank <= job.Most);

            // Of a stream only the end is known: which rows come before depends on when they come.
            void AgreeSoFar(string kind, string key, IEnumerable<(int Rank, Reading Row)> ranking)
            {
                var came = found[kind].Where(result => result.Key == key).ToList();
                Assert.True(came.All(result => result.Number >= 1 && result.Number <= job.Most), $"{test}, {kind}");
                if (isBatch) test.Agree(kind, ranking.Select(row => $"{row.Rank} {row.Row.Value} {row.Row.Label}"), came.Select(result => $"{result.Number} {result.Text}"));
                else Assert.True(came.Select(result => result.Text).Distinct().Count() == came.Count && ranking.All(row => came.Exists(result => result.Text == $"{row.Row.Value} {row.Row.Label}")), $"{test}, {kind}");
            }

            void Agree(string window, WindowSpec spec, Func<string, List<Reading>, (string Kind, IEnumerable<string> Rows)[]> of)
            {
                Dictionary<string, List<string>> expected = of(window, [new Reading(default, 0, 0, default)]).ToDictionary(kind => kind.Kind, _ => new List<string>());
                var reference = new WindowReference(spec, (sensor, _, _, rows, _) =>
                {
                    foreach (var (kind, texts) in of(sensor, rows)) expected[kind].AddRange(texts);
                });
                reference.Play(new JoinScript([new(0, [.. test.Left.Select(row => new Timed<Reading>(row.Time, row))], 0), new(-1, [], long.MaxValue)]));
                foreach (var (kind, rows) in expected) test.Agree(kind, rows, found[kind].Select(result => $"{result.Key} {result.Text}"));
            }
        }
        output.WriteLine($"{Cases} cases of nineteen operators each, {results} results");
        Assert.True(results > 10 * Cases);
    }
}
