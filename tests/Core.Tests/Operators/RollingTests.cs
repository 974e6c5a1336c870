using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

public sealed class RollingTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly SubtaskContext _context;

    public RollingTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 32 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void A_rolling_aggregate_answers_every_row_with_the_result_so_far()
    {
        var rows = Reading.Random(1, 3_000, 20, stepUs: 10, disorderUs: 100);
        var results = new Results();
        var aggregate = new Batched<Reading, KeyedRolling<Reading, TotalsResult, RollingAggregate<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink>>(
            new(new(default, "totals"), new ResultSink(results)));
        aggregate.Open(_context);
        foreach (var row in rows) aggregate.Collect(in row, row.Time);
        aggregate.Flush();
        aggregate.Close();
        Assert.Equal(rows.Length, results.Rows.Count);
        for (int i = 0; i < rows.Length; i += 97)
        {
            var sofar = rows.Take(i + 1).Where(row => row.Sensor == rows[i].Sensor);
            Assert.Equal(TotalsResult.Expected(sofar, 1L << 40).Single(), results.Rows[i]);
        }
    }

    [Fact]
    public void A_reduce_answers_every_row_with_what_its_key_has_come_to()
    {
        var rows = Reading.Random(2, 3_000, 20, stepUs: 10, disorderUs: 0);
        List<string> answers = [];
        var reduce = new Batched<Reading, KeyedRolling<Reading, Reading, RollingReduce<Reading, Utf8String, Utf8StringRecord, Reading, LongestLabel>, TextSink>>(
            new(new(default, "longest"), new TextSink(answers)));
        reduce.Open(_context);
        foreach (var row in rows) reduce.Collect(in row, row.Time);
        reduce.Flush();
        reduce.Close();
        var state = new Dictionary<string, (string Label, int Value)>();
        List<string> expected = [];
        foreach (var row in rows)
        {
            string sensor = row.Sensor.ToString(), label = row.Label.ToString();
            state[sensor] = !state.TryGetValue(sensor, out var old) ? (label, row.Value)
                : (label.Length > old.Label.Length ? label : old.Label, old.Value + row.Value);
            expected.Add($"{sensor} {state[sensor].Label} {state[sensor].Value}");
        }
        Assert.Equal(expected, answers);
    }

    private readonly struct LongestLabel : IReduceFunction<Reading, Utf8String>
    {
        public Utf8String Key(in Reading row) => row.Sensor;

        public Reading Reduce(in Reading first, in Reading second) =>
            first with { Label = second.Label.Length > first.Label.Length ? second.Label : first.Label, Value = first.Value + second.Value };
    }

    /// <summary>Keeps rows until they are flushed, as a pending batch does.</summary>
    private struct TextSink(List<string> answers) : IOperator<Reading>
    {
        private readonly List<Reading> _held = [];

        public readonly bool HasRoom => true;

        public readonly void Open(SubtaskContext context) { }

        public readonly void Collect(in Reading row, long time) => _held.Add(row);

        public readonly void Flush()
        {
            answers.AddRange(_held.Select(row => $"{row.Sensor} {row.Label} {row.Value}"));
            _held.Clear();
        }

        public readonly bool Watermark(long watermark) => true;

        public readonly bool ProcessingTime(long nowUs) => true;

        public readonly bool Finish() => true;

        public readonly bool Resume() => true;

        public readonly void Save(SnapshotWriter to) { }

        public readonly void Load(SnapshotReader from) { }

        public readonly void Close() { }
    }
}
