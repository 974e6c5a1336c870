using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

public sealed class RollingKeepTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly SubtaskContext _context;

    public RollingKeepTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 32 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void The_first_row_of_each_key_passes()
    {
        var rows = Reading.Random(1, 20_000, 3_000, stepUs: 10, disorderUs: 0);
        List<Reading> passed = [];
        Process(new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Utf8String, Utf8StringRecord, BySensor, byte, KeepFirst>, Passed>>(new(new(default, "first"), new(passed))), rows);
        Assert.Equal(rows.DistinctBy(row => row.Sensor), passed);
    }

    [Fact]
    public void A_row_is_its_own_key()
    {
        // Long text is copied with the key: the rows' own text moves between the rounds.
        Reading[] once = Reading.Random(2, 5_000, 100, stepUs: 10, disorderUs: 0), again = Reading.Random(2, 5_000, 100, stepUs: 10, disorderUs: 0);
        List<Reading> passed = [];
        Process(new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Reading, Reading, Itself, byte, KeepFirst>, Passed>>(new(new(default, "distinct"), new(passed))), [.. once, .. again]);
        Assert.Equal(once, passed);
    }

    [Fact]
    public void Rows_pass_that_are_not_older_than_the_latest_of_their_key()
    {
        var rows = Reading.Random(3, 20_000, 100, stepUs: 10, disorderUs: 5_000);
        for (int i = 0; i < rows.Length; i++) rows[i] = rows[i] with { Time = rows[i].Time / 1_000 };
        List<Reading> passed = [];
        Process(new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Utf8String, Utf8StringRecord, BySensor, long, KeepLast>, Passed>>(new(new(default, "last"), new(passed))), rows);
        var latest = new Dictionary<string, long>();
        var expected = rows.Where(row =>
        {
            bool passes = !latest.TryGetValue(row.Sensor.ToString(), out long time) || row.Time >= time;
            if (passes) latest[row.Sensor.ToString()] = row.Time;
            return passes;
        });
        Assert.Equal(expected, passed);
    }

    [Fact]
    public void A_row_before_the_epoch_passes_if_it_is_the_first()
    {
        Reading[] rows = [new("a", -5, 1, "x"), new("a", -6, 2, "x"), new("a", -5, 3, "x"), new("b", long.MinValue, 4, "x"), new("b", long.MinValue, 5, "x")];
        List<Reading> passed = [];
        Process(new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Utf8String, Utf8StringRecord, BySensor, long, KeepLast>, Passed>>(new(new(default, "last"), new(passed))), rows);
        Assert.Equal([1, 3, 4, 5], passed.Select(row => row.Value));
    }

    [Fact]
    public void Rows_of_known_keys_allocate_nothing()
    {
        var rows = Reading.Random(4, 10_000, 500, stepUs: 10, disorderUs: 50);
        var first = new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Reading, Reading, Itself, byte, KeepFirst>, ChainEnd<Reading>>>(new(new(default, "distinct"), default));
        var last = new Batched<Reading, KeyedRolling<Reading, Reading, RollingKeep<Reading, Reading, Utf8String, Utf8StringRecord, BySensor, long, KeepLast>, ChainEnd<Reading>>>(new(new(default, "last"), default));
        first.Open(_context);
        last.Open(_context);
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        first.Close();
        last.Close();
        Assert.Equal(0, allocated);

        void Round()
        {
            foreach (ref readonly var row in rows.AsSpan())
            {
                first.Collect(in row, row.Time);
                last.Collect(in row, row.Time);
            }
            first.Flush();
            last.Flush();
        }
    }

    private void Process<TChain>(TChain chain, Reading[] rows) where TChain : struct, IOperator<Reading>
    {
        chain.Open(_context);
        for (int i = 0; i < rows.Length; i++)
        {
            chain.Collect(in rows[i], rows[i].Time);
            if (i % 1_000 == 999) chain.Flush();
        }
        chain.Flush();
        chain.Close();
    }

    private readonly struct BySensor : IKeySelector<Reading, Utf8String>
    {
        public Utf8String Key(in Reading row) => row.Sensor;
    }

    private readonly struct Itself : IKeySelector<Reading, Reading>
    {
        public Reading Key(in Reading row) => row;
    }

    /// <summary>Notes the rows that pass.</summary>
    private readonly struct Passed(List<Reading> rows) : IOperator<Reading>
    {
        public bool HasRoom => true;

        public void Open(SubtaskContext context) { }

        public void Collect(in Reading row, long time) => rows.Add(row);

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
