using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class CoGroupTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public CoGroupTests(ITestOutputHelper output)
    {
        _output = output;
        _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };
    }

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(WindowKind.Tumbling)]
    [InlineData(WindowKind.Sliding)]
    [InlineData(WindowKind.Session)]
    public void Groups_have_all_rows_of_both_sides_of_each_window(WindowKind kind)
    {
        const int Cases = 600;
        int groups = 0, oneSided = 0, stops = 0, restored = 0;
        for (int i = 0; i < Cases; i++)
        {
            var script = JoinScript.Random(700_000 + i, earliest: TimeMath.FirstUs);
            var window = WindowReference.RandomWindow(kind, i);
            var results = new Results();
            List<string> late = [], expected = [];
            var join = Make(results, late, window);
            join.Open(_context);
            stops += script.Play(ref join, _context, results, i);
            join.Close();
            var reference = new WindowReference(window, (sensor, start, end, lefts, rights) =>
            {
                oneSided += lefts.Count == 0 || rights.Count == 0 ? 1 : 0;
                long after = window.Kind == WindowKind.Session ? end : TimeMath.Add(end, 1);
                expected.Add($"{end}: {sensor} {start}..{after} {GroupSink.Side(lefts.OrderBy(row => row.Time))} {GroupSink.Side(rights.OrderBy(row => row.Time))}");
            });
            reference.Play(script);
            expected.Sort(StringComparer.Ordinal);
            results.Rows.Sort(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(results.Rows), $"case {i}, {window}: {expected.Count} results expected, {results.Rows.Count} found");
            Assert.Equal(reference.Late, late);
            groups += expected.Count;
            restored += JoinSnapshots.Agree(_context.State, (to, lateTo) => Make(to, lateTo, window), script, i, expected, reference.Late);
        }
        _output.WriteLine($"{kind}: {Cases} cases, {groups} groups, {oneSided} of them with one side empty, {stops} stops; restored {restored} times");
        Assert.True(groups > 5_000 && oneSided > 1_000);
    }

    [Fact]
    public void Sides_of_many_rows_are_read_in_place_and_in_order()
    {
        var results = new Results();
        var join = Make(results, [], WindowSpec.Tumbling(new Duration(10_000)));
        join.Open(_context);
        _context.Budget.Refill(1 << 20);
        // Windows begin and end inside chunks, and one has nothing on the right.
        var lefts = Enumerable.Range(0, 30_000).Select(i => new Timed<Reading>(i, new Reading("hot", i, i, "l"))).ToArray();
        Assert.Equal(lefts.Length, join.ProcessLeft(lefts));
        Assert.Equal(10_000, join.ProcessRight(lefts.AsSpan(5_000, 10_000)));
        bool done = join.Watermark(long.MaxValue);
        while (!done)
        {
            _context.Budget.Refill(1 << 20);
            done = join.Resume();
        }
        Assert.Equal([(10_000L, 5_000L), (10_000, 5_000), (10_000, 0)], GroupSink.Counts(results));
        join.Close();
    }

    [Fact]
    public void Groups_in_their_steady_state_allocate_nothing() => JoinAllocationTests.AllocatesNothing(
        new JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
            WindowJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, CoGroupFunction<Reading, Reading, Utf8String>, KeptCoGroup<Reading, Reading, Utf8String>>,
            KeptCoGroup<Reading, Reading, Utf8String>, ChainEnd<KeptCoGroup<Reading, Reading, Utf8String>>, CountLateRows<Reading>, CountLateRows<Reading>>(
            default, default, new(default, WindowSpec.Sliding(Duration.Milliseconds(20), Duration.Milliseconds(5))), "join", default, default, default));

    private static JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
        WindowJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, CoGroupFunction<Reading, Reading, Utf8String>, KeptCoGroup<Reading, Reading, Utf8String>>,
        KeptCoGroup<Reading, Reading, Utf8String>, GroupSink, LateRowSink, LateRowSink> Make(Results results, List<string> late, WindowSpec window) =>
        new(default, default, new(default, window), "join", new GroupSink(results, []), new LateRowSink("left", late), new LateRowSink("right", late));

    /// <summary>Takes rows out of groups as they come, and reads their text when it is flushed, as an operator behind a process does.</summary>
    private readonly struct GroupSink(Results results, List<(Utf8String Key, Window Window, Reading[] Left, Reading[] Right, long Time)> waiting)
        : IOperator<KeptCoGroup<Reading, Reading, Utf8String>>
    {
        public bool HasRoom => results.RowsUntilFull > 0;

        public static string Side(IEnumerable<Reading> rows) => $"[{string.Join(", ", rows.Select(row => $"{row.Time} {row.Value} {row.Label}"))}]";

        public static IEnumerable<(long Left, long Right)> Counts(Results results) =>
            results.Rows.Select(row => row.Split('[', ']')).Select(parts => (Count(parts[1]), Count(parts[3])));

        private static long Count(string rows) => rows.Length == 0 ? 0 : rows.Split(", ").LongLength;

        public void Open(SubtaskContext context) { }

        public void Collect(in KeptCoGroup<Reading, Reading, Utf8String> row, long time)
        {
            if (results.Watermarks.Count > 0 && time <= results.Watermarks[^1]) throw new InvalidOperationException($"{time} follows watermark {results.Watermarks[^1]}.");
            List<Reading> left = [], right = [];
            foreach (ref readonly var reading in row.Left) left.Add(reading);
            foreach (ref readonly var reading in row.Right) right.Add(reading);
            Assert.Equal((left.Count, right.Count), (row.Left.Count, row.Right.Count));
            waiting.Add((row.Key, row.Window, [.. left], [.. right], time));
            results.RowsUntilFull--;
        }

        public void Flush()
        {
            foreach (var (key, window, left, right, time) in waiting)
                results.Rows.Add($"{time}: {key} {window.Start.Microseconds}..{window.End.Microseconds} {Side(left)} {Side(right)}");
            waiting.Clear();
        }

        public bool Watermark(long watermark)
        {
            Flush();
            results.Watermarks.Add(watermark);
            return true;
        }

        public bool ProcessingTime(long nowUs) => true;

        public bool Finish() => true;

        public bool Resume() => true;

        public void Save(SnapshotWriter to) { }

        public void Load(SnapshotReader from) { }

        public void Close() { }
    }
}
