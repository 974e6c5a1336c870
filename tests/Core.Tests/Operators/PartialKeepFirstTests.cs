using Millrace.Core.Tests.Runtime;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

using Final = KeyedHead<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Utf8String, Utf8StringRecord, PartialKeepFirstTests.BySensor, byte, KeepFirst>, PartialKeepFirstTests.Collect>>;
using Partial = Batched<Reading, PartialKeepFirst<Reading, Reading, Utf8String, Utf8StringRecord, PartialKeepFirstTests.BySensor>>;

public sealed class PartialKeepFirstTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    // More keys than it remembers, so that it forgets, and stops where that does not pay.
    [InlineData(2, 25_000)]
    [InlineData(5, 1_000_000)]
    public async Task Every_key_passes_once_as_the_first_row_of_its_split(int parallelism, int sensors)
    {
        var rows = Reading.Random(parallelism, 120_000, sensors, stepUs: 3, disorderUs: 0);
        var (passed, _) = await Keep(rows, parallelism, splitRows: 3_000);
        Assert.Equal(rows.Select(row => row.Sensor.ToString()).Distinct().Order(), passed.Select(row => row.Sensor).Order());
        var firsts = rows.Chunk(3_000).SelectMany(split => split.DistinctBy(row => row.Sensor)).Select(row => (row.Sensor.ToString(), row.Time)).ToHashSet();
        Assert.Subset(firsts, passed.ToHashSet());
    }

    [Fact]
    public async Task The_rows_of_one_split_pass_in_its_order()
    {
        var rows = Reading.Random(7, 120_000, 25_000, stepUs: 3, disorderUs: 0);
        var (passed, _) = await Keep(rows, 2, splitRows: rows.Length);
        Assert.Equal(rows.DistinctBy(row => row.Sensor).Select(row => (row.Sensor.ToString(), row.Time)).Order(), passed.Order());
    }

    [Fact]
    public async Task Rows_of_keys_that_have_gone_out_do_not_cross_the_exchange()
    {
        var rows = Reading.Random(8, 120_000, 200, stepUs: 3, disorderUs: 0);
        var (passed, crossed) = await Keep(rows, 2, splitRows: 3_000);
        Assert.Equal(200, passed.Count);
        Assert.InRange(crossed, 200, 400);
    }

    private static async Task<(List<(string Sensor, long Time)> Passed, long Crossed)> Keep(Reading[] rows, int parallelism, int splitRows)
    {
        List<(string, long)> passed = [];
        var splits = rows.Chunk(splitRows).Select((chunk, i) => (i, chunk)).ToArray();
        var graph = new JobGraph("keep");
        var source = graph.AddSource("source → partial", parallelism, new ArraySource<Reading>(splits) { WaitEvery = 5 },
            context => new ReadingHead<Partial>(new Partial(new(default, "first", 0))),
            static (in Reading row, out long time) => { time = row.Time; return true; });
        var final = graph.AddVertex("first", parallelism, context => new Final(new(new(default, "first"), new Collect(passed))));
        graph.Connect(source, 0, final, 0, ExchangeKind.Hash, 256);
        var metrics = await Jobs.Run(graph, Jobs.Options(parallelism));
        return (passed, metrics.Vertices[1].RowsIn);
    }

    internal readonly struct BySensor : IKeySelector<Reading, Utf8String>
    {
        public Utf8String Key(in Reading row) => row.Sensor;
    }

    /// <summary>Notes the rows that pass.</summary>
    internal readonly struct Collect(List<(string Sensor, long Time)> rows) : IOperator<Reading>
    {
        public bool HasRoom => true;

        public void Open(SubtaskContext context) { }

        void IOperator<Reading>.Collect(in Reading row, long time)
        {
            lock (rows) rows.Add((row.Sensor.ToString(), time));
        }

        public void Flush() { }

        public bool Watermark(long watermark) => true;

        public bool ProcessingTime(long nowUs) => true;

        public bool Finish() => true;

        public bool Resume() => true;

        public void Save(SnapshotWriter to) { }

        public void Load(SnapshotReader from) { }

        public void Close() { }
    }
}
