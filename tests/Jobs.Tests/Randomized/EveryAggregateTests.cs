using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Operators;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>Every aggregate of a compiled job agrees with LINQ, whatever the stream, the parallelism, the mode and the interleaving.</summary>
public class EveryAggregateTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Aggregates_agree_with_LINQ()
    {
        const int Cases = 240;
        int results = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            // With late rows it is the same code, of which the tests of windows take care.
            var test = new RandomCase(30_000 + (seed * 3) + (seed % 2 == 0 ? 0 : 2));
            var random = new Random(seed);
            var size = new Duration(random.Next(1, 3_000));
            var job = new EveryAggregate
            {
                Input = test.Source(test.Left),
                Slack = test.Slack,
                Size = size,
                Slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4)),
                Gap = new Duration(random.Next(1, 400)),
                Most = random.Next(1, 6),
                Share = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() },
            };
            await test.RunAsync(job);
            foreach (var (kind, spec) in new[]
            {
                ("tumbling", WindowSpec.Of(Tumbling.Every(job.Size))), ("gathered", WindowSpec.Of(Tumbling.Every(job.Size))), ("sliding", WindowSpec.Of(Sliding.Of(job.Size, job.Slide))),
                ("subtracted", WindowSpec.Of(Sliding.Of(job.Size, job.Slide))), ("session", WindowSpec.Of(Session.WithGap(job.Gap))), ("global", WindowSpec.Global),
            })
            {
                List<string> expected = [];
                if (spec.Kind == WindowKind.Global)
                {
                    foreach (var group in test.Left.GroupBy(row => row.Sensor.ToString())) Add(group.Key, long.MinValue, [.. group]);
                }
                else
                {
                    var reference = new WindowReference(spec, (sensor, start, _, rows, _) => Add(sensor, start, rows));
                    reference.Play(new JoinScript([new(0, [.. test.Left.Select(row => new Timed<Reading>(row.Time, row))], 0), new(-1, [], long.MaxValue)]));
                }
                test.Agree(kind, expected, job.Results.Where(result => result.Kind == kind).Select(result => result.Text));

                void Add(string key, long start, List<Reading> rows) => expected.Add(FigureText.Expected(kind, key, start, rows, job.Most, job.Share));
            }
            results += job.Results.Count;
        }
        output.WriteLine($"{Cases} cases of six kinds of windows each, {results} results of up to 27 aggregates");
        Assert.True(results > 10 * Cases);
    }
}
