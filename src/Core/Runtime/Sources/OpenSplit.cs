using System.Buffers;
using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>
/// A split with a reader: first prepared by the assigner (its first rows read for their time), then read by one subtask.
/// </summary>
internal sealed class OpenSplit<T>(SourceSplit split, SplitGroup<T> group, Action<OpenSplit<T>> wakeAssigner)
    : ISplitProgress, IDisposable where T : unmanaged
{
    private readonly Action<OpenSplit<T>> _wakeAssigner = wakeAssigner;
    private Subtask? _owner;
    private long _watermark = long.MinValue;
    private long _bytesTaken;
    private long _badTaken;
    private bool _woken = true;

    public SourceSplit Split { get; } = split;

    public string Id => Split.Id;

    /// <summary>True if it is read ahead of others without a limit: it has no end, or its writer must not be kept waiting.</summary>
    public bool IsNeverHeldBack { get; } = !split.Bounded || !split.CanBeReopened;

    public SplitGroup<T> Group { get; } = group;

    public SplitReader<T>? Reader { get; private set; }

    /// <summary>Place in the order of handing out, from 0.</summary>
    public long Sequence { get; set; }

    /// <summary>Number that its subtask has given it in <see cref="EventTimeClock"/>.</summary>
    public int Number { get; set; }

    /// <summary>No row at or before this time follows. Written by its subtask (before that: by the assigner), read by any.</summary>
    public long Watermark { get => Volatile.Read(ref _watermark); set => Volatile.Write(ref _watermark, value); }

    /// <summary>The subtask that reads it; null while it is only prepared.</summary>
    public Subtask? Owner => Volatile.Read(ref _owner);

    /// <summary>False while the reader has said that it will call.</summary>
    public bool IsReady => Volatile.Read(ref _woken);

    /// <summary>Copies of rows read but not processed; their text stays valid until the next read.</summary>
    public T[] Rows { get; private set; } = [];

    /// <summary>Index of the first row in <see cref="Rows"/> not yet processed.</summary>
    public int RowsDone { get; set; }

    /// <summary>Number of valid rows in <see cref="Rows"/>.</summary>
    public int RowCount { get; private set; }

    /// <summary>Index within the last read of the first row in <see cref="Rows"/>.</summary>
    public int RowsOffset { get; private set; }

    /// <summary>Rows read while another open split had a lower watermark.</summary>
    public int RowsAhead { get; set; }

    /// <summary>Unbounded and silent for the idle timeout: its watermark holds nobody back.</summary>
    public bool IsIdle { get; set; }

    /// <summary>When the reader of an unbounded split began to have nothing; 0 while it has rows.</summary>
    public long SilentSinceUs { get; set; }

    /// <summary>Order of the last read, so that splits of equal watermark take turns.</summary>
    public long LastTurn { get; set; }

    /// <summary>Moves the watermark on, never back.</summary>
    public void Raise(long watermark)
    {
        if (watermark > Watermark) Watermark = watermark;
    }

    /// <summary>Moves the watermark on by what the rows processed last say, unless the split itself does.</summary>
    public void Observe(long watermark)
    {
        if (!Reader!.SaysWatermarks) Raise(watermark);
    }

    /// <summary>Bytes consumed since the last call.</summary>
    public long TakeBytesRead()
    {
        long bytes = Reader!.BytesRead, taken = bytes - _bytesTaken;
        _bytesTaken = bytes;
        return taken;
    }

    /// <summary>Rows left out as unreadable since the last call.</summary>
    public long TakeBadRows()
    {
        long bad = Reader!.BadRows, taken = bad - _badTaken;
        _badTaken = bad;
        return taken;
    }

    public void Open(SplitSource<T> source) => Reader ??= source.CreateReader(Split, Wake);

    /// <summary>Gives the split to a subtask.</summary>
    public void HandTo(Subtask owner)
    {
        Volatile.Write(ref _owner, owner);
        // A wake-up that saw no owner has set this flag before; one that comes later sees the owner.
        Interlocked.Exchange(ref _woken, true);
    }

    /// <summary>Reads; rows stay where the reader has them.</summary>
    public ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
    {
        Volatile.Write(ref _woken, false);
        Interlocked.MemoryBarrier();
        ReadResult result = Reader!.Read(maxRows, out rows);
        if (result != ReadResult.Wait) Volatile.Write(ref _woken, true);
        return result;
    }

    /// <summary>Copies rows that cannot be processed now.</summary>
    public void Keep(ReadOnlySpan<T> rows, int offset)
    {
        if (Rows.Length < rows.Length)
        {
            Release();
            Rows = ArrayPool<T>.Shared.Rent(Math.Max(rows.Length, 64));
        }
        rows.CopyTo(Rows);
        RowCount = rows.Length;
        RowsDone = 0;
        RowsOffset = offset;
    }

    public void Dispose()
    {
        Reader?.Dispose();
        Reader = null;
        Release();
    }

    private void Release()
    {
        if (Rows.Length > 0) ArrayPool<T>.Shared.Return(Rows);
        Rows = [];
    }

    private void Wake()
    {
        Interlocked.Exchange(ref _woken, true);
        if (Owner is { } owner) owner.Wake();
        else _wakeAssigner(this);
    }
}
