using Millrace.Core.Tests.Runtime;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

using Final = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, CountLate<Reading>>;
using Partial = Batched<Reading, PartialKeyedWindow<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>;

public sealed class PartialKeyedWindowTests
{
    private const long Size = 10_000;

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    [InlineData(5, 40)]
    [InlineData(2, 1_000_000)]
    [InlineData(64, 500)]
    public async Task Partial_and_final_aggregates_agree_with_a_slow_reference(int parallelism, int sensors)
    {
        // Times are distinct, so that First and Last do not depend on which split comes first.
        var rows = Reading.Random(parallelism, 60_000, sensors, stepUs: 3, disorderUs: 0);
        var splits = rows.Chunk(1_500).Select((chunk, i) => (i, chunk)).ToArray();
        var results = new Results();
        var graph = new JobGraph("totals");
        var spec = WindowSpec.Tumbling(new Duration(Size));
        var source = graph.AddSource("source → partial", parallelism, new ArraySource<Reading>(splits) { WaitEvery = 5 },
            context => new ReadingHead<Partial>(new Partial(new(default, spec, "totals", 0))),
            static (in Reading row, out long time) => { time = row.Time; return true; });
        var final = graph.AddVertex("totals", parallelism, context => new Final(new(default, spec, "totals"), new ResultSink(results), default));
        graph.Connect(source, 0, final, 0, ExchangeKind.Hash, 256);
        await Jobs.Run(graph, Jobs.Options(parallelism));
        Assert.Equal(TotalsResult.Expected(rows, Size).Order(), results.Rows.Order());
        Assert.Equal(parallelism, results.Finished);
    }
}
