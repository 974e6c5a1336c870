using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Operators;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>
/// Joins of every kind of a compiled job agree with loops over all pairs, whatever the streams, the parallelism, the mode and the interleaving. Where
/// that decides which rows are late, results are those of the rows that the job has not called late.
/// </summary>
public class EveryJoinTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Joins_in_windows_of_every_kind_agree_with_the_reference()
    {
        const int Cases = 240;
        int results = 0, late = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var test = new RandomCase(10_000 + seed);
            var random = new Random(seed);
            var size = new Duration(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 60), _ => random.Next(1, 2_000) });
            var job = new EveryWindowJoin
            {
                Left = test.Source(test.Left),
                Right = test.Source(test.Right),
                Slack = test.Slack,
                Size = size,
                Slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4)),
                Offset = new Duration(random.Next(-100, 100)),
                Gap = new Duration(random.Next(1, 200)),
            };
            await test.RunAsync(job);
            Agree("tumbling", WindowSpec.Of(Tumbling.Every(job.Size, job.Offset)));
            if (test.HasNoLate)
            {
                // A row that is late for some of its windows takes part in the others.
                Agree("sliding", WindowSpec.Of(Sliding.Of(job.Size, job.Slide, job.Offset)));
                Agree("session", WindowSpec.Of(Session.WithGap(job.Gap)));
                Assert.Empty(job.Results.Late);
            }
            results += job.Results.Rows.Count;
            late += job.Results.Late.Count;

            void Agree(string window, WindowSpec spec)
            {
                foreach (string kind in new[] { "inner", "left", "right", "full", "co-group" })
                {
                    string name = $"{kind} {window}";
                    List<string> expected = [];
                    var reference = new WindowReference(spec, (sensor, _, last, left, right) =>
                    {
                        if (kind == "co-group")
                        {
                            long end = spec.Kind == WindowKind.Session ? last : last + 1;
                            expected.Add($"{sensor} {end} {left.Count} {right.Count} {left.Sum(row => (long)row.Value) + right.Sum(row => 1_000L * row.Value)}");
                            return;
                        }
                        expected.AddRange(left.SelectMany(_ => right, (l, r) => new Pair(l, r).Text));
                        if (kind is "left" or "full" && right.Count == 0) expected.AddRange(left.Select(l => new Pair(l, null).Text));
                        if (kind is "right" or "full" && left.Count == 0) expected.AddRange(right.Select(r => new Pair(null, r).Text));
                    });
                    reference.Play(new JoinScript([Of(0, test.Left), Of(1, test.Right), new(-1, [], long.MaxValue)]));
                    test.Agree(name, expected, job.Results.Rows.Where(row => row.Kind == name).Select(row => row.Text));

                    JoinScript.Event Of(int side, Reading[] rows) => new(side, [.. rows.Where(row => !job.Results.Late.Contains((name, row.Value))).Select(row => new Timed<Reading>(row.Time, row))], 0);
                }
            }
        }
        output.WriteLine($"{Cases} cases of fifteen joins each, {results} results, {late} late rows");
        Assert.True(late > Cases && results > 10 * Cases);
    }

    [Fact]
    public async Task Joins_by_interval_version_arrival_and_table_agree_with_all_pairs()
    {
        const int Cases = 300;
        int results = 0, late = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var test = new RandomCase(20_000 + seed);
            var random = new Random(seed);
            long lower = random.Next(5) switch { 0 => 0, 1 => -1, 2 => random.Next(-1_000, 1_000), 3 => long.MinValue / 2, _ => random.Next(-50, 50) };
            // Far enough apart for open bounds.
            long upper = random.Next(4) switch { 0 => lower + 2, 1 => lower + random.Next(2, 3_000), 2 => long.MaxValue / 2, _ => lower + random.Next(2, 50) };
            var table = test.Right.GroupBy(row => row.Sensor).Where(group => group.Key.Length % 2 == 0).Select(group => group.Last()).ToArray();
            var job = new EveryOtherJoin
            {
                Left = test.Source(test.Left),
                Right = test.Source(test.Right),
                Table = Rows.From(table),
                Slack = test.Slack,
                Lower = new Duration(lower),
                Upper = new Duration(upper),
                LowerOpen = random.Next(2) == 0,
                UpperOpen = random.Next(2) == 0,
            };
            await test.RunAsync(job);
            var interval = IntervalSpec.Of(job.Lower, job.Upper, job.LowerOpen, job.UpperOpen);
            foreach (string kind in new[] { "inner", "left", "right", "full" })
            {
                string name = $"{kind} within";
                test.Agree(name, Texts(JoinReference.Interval(OnTime(test.Left, name), OnTime(test.Right, name), interval, kind is "left" or "full", kind is "right" or "full")), Found(name));
            }
            foreach (string kind in new[] { "inner", "left" })
            {
                string name = $"{kind} as of";
                // Of versions of one time any may have come last.
                var versions = OnTime(test.Right, name);
                var taken = Found(name).ToHashSet();
                versions = [.. versions.OrderBy(version => taken.Any(text => text.EndsWith($"| {new Pair(version, null).Text[..^4]}", StringComparison.Ordinal)))];
                test.Agree(name, Texts(JoinReference.AsOf(OnTime(test.Left, name), versions, kind == "left")), Found(name));
            }
            test.Agree("regular", test.Left.SelectMany(l => test.Right.Where(r => r.Sensor == l.Sensor).Select(r => new Pair(l, r).Text)), Found("regular"));
            var found = table.ToDictionary(row => row.Sensor);
            test.Agree("table", test.Left.Where(l => found.ContainsKey(l.Sensor)).Select(l => new Pair(l, found[l.Sensor]).Text), Found("table"));
            test.Agree("left table", test.Left.Select(l => new Pair(l, found.TryGetValue(l.Sensor, out var row) ? row : null).Text), Found("left table"));
            test.Agree("lookup", test.Right.Select(r => $"{r.Value} {EveryOtherJoin.Find(r.Sensor.ToString())?.Length ?? -1}"), Found("lookup"));
            if (test.HasNoLate) Assert.Empty(job.Results.Late);
            results += job.Results.Rows.Count;
            late += job.Results.Late.Count;

            Reading[] OnTime(Reading[] rows, string name) => [.. rows.Where(row => !job.Results.Late.Contains((name, row.Value)))];
            IEnumerable<string> Found(string name) => job.Results.Rows.Where(row => row.Kind == name).Select(row => row.Text);
        }
        output.WriteLine($"{Cases} cases of ten joins each, {results} results, {late} late rows");
        Assert.True(late > Cases && results > 10 * Cases);
    }

    private static IEnumerable<string> Texts(IEnumerable<(long Time, Pair Row)> results) => results.Select(result => result.Row.Text);
}
