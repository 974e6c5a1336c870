#pragma warning disable IDE0044, CA2211, CA1051
using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

internal readonly record struct LimitCount(ulong Key, Timestamp WindowEnd, long Count);

internal sealed class LimitJobByHand
{
    public int Wanted { get; init; } = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Timestamp EventTime1(in LimitRow row) => new(row.Time);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Where2(in LimitRow row) => row.Type == Wanted;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Key3(in LimitRow row) => row.Key;
}

internal readonly struct WordRecord : IRecord<ulong>
{
    public static bool HasText => false;
    public static int TextBytes(in ulong row) => 0;
    public static void MoveText(ref ulong row, ref TextArea area) { }
    public static void Rebase(ref ulong row, in Rebase rebase) { }
    public static ulong Hash(in ulong row) => KeyHash.Word(row);
    public static bool AreEqual(in ulong left, in ulong right) => left == right;
    public static int Compare(in ulong left, in ulong right) => left.CompareTo(right);
}

internal readonly record struct In4(ulong Key) : IRecord<In4>
{
    public static bool HasText => false;
    public static int TextBytes(in In4 row) => 0;
    public static void MoveText(ref In4 row, ref TextArea area) { }
    public static void Rebase(ref In4 row, in Rebase rebase) { }
    public static ulong Hash(in In4 row) => KeyHash.Word(row.Key);
    public static bool AreEqual(in In4 left, in In4 right) => left.Key == right.Key;
    public static int Compare(in In4 left, in In4 right) => left.Key.CompareTo(right.Key);
}

internal struct Acc4 : IRecord<Acc4>
{
    public CountSlot S1;
    public static bool HasText => false;
    public static int TextBytes(in Acc4 row) => 0;
    public static void MoveText(ref Acc4 row, ref TextArea area) { }
    public static void Rebase(ref Acc4 row, in Rebase rebase) { }
    public static ulong Hash(in Acc4 row) => throw new NotSupportedException();
    public static bool AreEqual(in Acc4 left, in Acc4 right) => throw new NotSupportedException();
    public static int Compare(in Acc4 left, in Acc4 right) => throw new NotSupportedException();
}

internal readonly struct Fn4 : IWindowFunction<In4, ulong, Acc4, LimitCount>
{
    public static bool CanMerge => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Key(in In4 row) => row.Key;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Create(ref Acc4 acc, in In4 row, long time, StateHeap heap) => acc.S1.Add();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref Acc4 acc, in In4 row, long time, StateHeap heap) => acc.S1.Add();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Merge(ref Acc4 acc, in Acc4 other, StateHeap heap) => acc.S1.Merge(in other.S1);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LimitCount Result(in ulong key, Window window, in Acc4 acc) => new(key, window.End, acc.S1.Result);
}

internal struct LimitSink : IOperator<LimitCount>
{
    public static long Rows;
    public static ulong Checksum;
    public readonly bool HasRoom => true;
    public readonly void Open(SubtaskContext context) { }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Collect(in LimitCount row, long time)
    {
        Rows++;
        Checksum += (row.Key ^ (ulong)row.WindowEnd.Microseconds) * (ulong)row.Count;
    }
    public readonly void Flush() { }
    public readonly bool Watermark(long watermark) => true;
    public readonly bool Finish() => true;
    public readonly bool Resume() => true;
    public readonly void Close() { }
}

internal struct Run1<TNext>(LimitJobByHand job, TNext next) : IHead, IOperator<LimitRow> where TNext : struct, IOperator<In4>
{
    private readonly LimitJobByHand _job = job;
    private TNext _next = next;
    private SubtaskContext _context = null!;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        _context = context;
        context.EventTime.Assign(Duration.Zero);
        _next.Open(context);
    }

    public int Process(in RowBatch batch, int from, int to)
    {
        var job = _job;
        var rows = batch.Rows<LimitRow>();
        long highest = long.MinValue;
        for (int i = from; i < to; i++)
        {
            ref readonly LimitRow row = ref rows[i];
            long time = job.EventTime1(in row).Microseconds;
            if (time > highest) highest = time;
            if (!job.Where2(in row)) continue;
            var lifted = new In4(job.Key3(in row));
            _next.Collect(in lifted, time);
        }
        _context.EventTime.Observe(highest);
        return to;
    }

    public void Collect(in LimitRow row, long time)
    {
        if (!_job.Where2(in row)) return;
        var lifted = new In4(_job.Key3(in row));
        _next.Collect(in lifted, time);
    }

    public void Flush() => _next.Flush();
    public bool Watermark(long watermark) => _next.Watermark(watermark);
    public bool Finish() => _next.Finish();
    public bool Resume() => _next.Resume();
    public void Close() => _next.Close();
}

internal static class LimitDriver
{
    /// <summary>Runs the chain as a subtask would: slices of a batch, a flush, a watermark.</summary>
    public static (long Rows, ulong Checksum) Run(LimitRow[] rows, int slice, MemoryBudget budget)
    {
        LimitSink.Rows = 0;
        LimitSink.Checksum = 0;
        using var account = budget.CreateAccount("state", 4L << 30);
        var context = new SubtaskContext { VertexName = "limit", Index = 0, Parallelism = 1, State = account };
        var head = new Run1<KeyedWindow<In4, ulong, WordRecord, Acc4, Fn4, LimitCount, LimitSink>>(new LimitJobByHand(),
            new(new Fn4(), WindowSpec.Tumbling(Duration.Seconds(10)), "counts", default));
        Drive(ref head, rows, slice, context);
        head.Close();
        return (LimitSink.Rows, LimitSink.Checksum);
    }

    private static void Drive<THead>(ref THead head, LimitRow[] rows, int slice, SubtaskContext context) where THead : struct, IHead
    {
        head.Open(context);
        for (int at = 0; at < rows.Length; at += slice)
        {
            var batch = RowBatch.Of<LimitRow>(rows.AsSpan(at, Math.Min(slice, rows.Length - at)));
            head.Process(in batch, 0, batch.Count);
            head.Flush();
            bool done = head.Watermark(context.EventTime.Take() - 1);
            while (!done)
            {
                context.Budget.Refill(100_000);
                done = head.Resume();
            }
        }
        head.Watermark(long.MaxValue);
        do context.Budget.Refill(100_000); while (!head.Resume());
        head.Finish();
    }
}
