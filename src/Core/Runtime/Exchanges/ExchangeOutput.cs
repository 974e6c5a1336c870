using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// One output of a subtask: a channel, and a segment being filled, for each subtask of the consumer. Rows of several kinds may
/// share it; a segment holds one kind. Thread: the subtask's.
/// </summary>
public sealed class ExchangeOutput
{
    // Stands for a segment where none is open: it has no room, so that the fast path needs no test for null.
    private static readonly Segment None = new(-1);

    private readonly OpenSegment[] _open;
    private readonly ChannelWriter[] _writers;
    private readonly long _bufferTimeoutUs;
    private long _watermark = long.MinValue;
    private long _pendingSinceUs = long.MaxValue;
    private int _spilled;
    private bool _finished;

    internal ExchangeOutput(IReadOnlyList<Channel> channels, Duration bufferTimeout)
    {
        _bufferTimeoutUs = bufferTimeout.Microseconds;
        _writers = [.. channels.Select(channel => new ChannelWriter(channel))];
        _open = new OpenSegment[_writers.Length];
        Array.Fill(_open, new OpenSegment { Segment = None });
    }

    /// <summary>The loop that it leads on in; null if none.</summary>
    internal LoopMember? Loop { get; init; }

    /// <summary>Number of subtasks of the consumer that this output can write to.</summary>
    public int Subtasks => _writers.Length;

    /// <summary>False while something has spilled into the reserve: no new row may start.</summary>
    public bool HasRoom => _spilled == 0;

    /// <summary>Time of the running step.</summary>
    internal long NowUs { get; set; }

    /// <summary>True if all that was written has been handed over.</summary>
    internal bool IsEmpty => _spilled == 0 && _pendingSinceUs == long.MaxValue;

    /// <summary>
    /// Copies a row and its long text into the segment for <paramref name="subtask"/>. Never fails for want of room: what
    /// finds the channel full goes to the reserve, and <see cref="HasRoom"/> turns false.
    /// </summary>
    /// <param name="subtask">Subtask of the consumer, from 0.</param>
    /// <param name="row">The row.</param>
    /// <param name="kind">Kind of the row, see <see cref="RowBatch.Kind"/>.</param>
    /// <exception cref="MemoryExhaustedException">The reserve is used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<TRow, TRowRecord>(int subtask, in TRow row, int kind)
        where TRow : unmanaged where TRowRecord : struct, IRecord<TRow>
    {
        ref OpenSegment open = ref _open[subtask];
        if (open.Kind != kind || !new RowWriter(open.Segment).TryAppend<TRow, TRowRecord>(in row))
            AppendToNext<TRow, TRowRecord>(subtask, in row, kind);
    }

    /// <summary>Copies a row with its event time, as <see cref="Timed{T}"/> of kind 0; otherwise like <see cref="Append"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendTimed<T, TRecord>(int subtask, in T row, long time) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        ref OpenSegment open = ref _open[subtask];
        if (open.Kind == 0 && (!TRecord.HasText || TRecord.TextBytes(in row) == 0))
        {
            ref Timed<T> slot = ref new RowWriter(open.Segment).TryReserve<Timed<T>>();
            if (!Unsafe.IsNullRef(ref slot))
            {
                Timed<T>.Write(ref slot, time, in row);
                return;
            }
        }
        var timed = new Timed<T>(time, row);
        Append<Timed<T>, TimedRecord<T, TRecord>>(subtask, in timed, kind: 0);
    }

    /// <summary>Promises every subtask of the consumer that no row at or before <paramref name="watermark"/> follows. It travels behind the rows written so far.</summary>
    public void BroadcastWatermark(long watermark)
    {
        if (watermark <= _watermark) return;
        _watermark = watermark;
        NotePending();
    }

    /// <summary>Hands over everything, and then the end of input. Nothing may be written afterwards.</summary>
    public void Finish()
    {
        if (_finished) return;
        _finished = true;
        Flush();
        for (int i = 0; i < _writers.Length; i++) Send(i, new ChannelEntry(EntryKind.End, null, long.MinValue) { Epoch = Loop?.Stamp ?? 0 });
    }

    /// <summary>Hands over what has spilled, as far as channels have room again; true if everything has been.</summary>
    public bool TryDrain()
    {
        if (_spilled == 0) return true;
        for (int i = 0; i < _writers.Length; i++)
        {
            ChannelWriter writer = _writers[i];
            if (!writer.HasSpilled || !writer.TryDrain()) continue;
            ref OpenSegment open = ref _open[i];
            if (writer.FillsReserve)
            {
                // The segment being filled is the reserve's: it goes as soon as there is room, so that no new row needs the reserve.
                if (writer.Channel.IsFull) continue;
                writer.FillsReserve = false;
                Seal(i, ref open);
                if (writer.Queued != 0) continue;
            }
            writer.HasSpilled = false;
            _spilled--;
        }
        return _spilled == 0;
    }

    /// <summary>Tells every consumer that nothing comes for a while and its watermark need not wait.</summary>
    internal void BroadcastIdle()
    {
        Flush();
        for (int i = 0; i < _writers.Length; i++) Send(i, new ChannelEntry(EntryKind.Idle, null, long.MinValue) { Epoch = Loop?.Stamp ?? 0 });
    }

    /// <summary>Tells every consumer that its watermark counts again, also those for whom there is no row yet: what comes to them later would find them ahead of it.</summary>
    internal void BroadcastActive()
    {
        for (int i = 0; i < _writers.Length; i++) Send(i, TakeWatermark(i, null));
    }

    /// <summary>Hands over partly filled segments and the watermark.</summary>
    internal void Flush()
    {
        if (_pendingSinceUs == long.MaxValue) return;
        for (int i = 0; i < _open.Length; i++)
        {
            ref OpenSegment open = ref _open[i];
            if (open.Segment.RowCount > 0) Seal(i, ref open);
            else if (_writers[i].Watermark < _watermark) Send(i, TakeWatermark(i, null));
        }
        _pendingSinceUs = long.MaxValue;
    }

    /// <summary>Hands over partly filled segments that have waited for the buffer timeout.</summary>
    internal void FlushExpired(long nowUs)
    {
        if (_pendingSinceUs != long.MaxValue && nowUs - _pendingSinceUs >= _bufferTimeoutUs) Flush();
    }

    /// <summary>Asks for a wake-up when there is room again. Try <see cref="TryDrain"/> once more afterwards.</summary>
    internal void AwaitRoom()
    {
        foreach (var writer in _writers)
            if (writer.HasSpilled) writer.Channel.AwaitRoom();
    }

    /// <summary>Gives back all segments that have not been handed over.</summary>
    internal void Close()
    {
        for (int i = 0; i < _open.Length; i++)
        {
            if (!ReferenceEquals(_open[i].Segment, None)) _open[i].Segment.Account.Return(_open[i].Segment);
            _open[i] = new OpenSegment { Segment = None };
            _writers[i].Close();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendToNext<TRow, TRowRecord>(int subtask, in TRow row, int kind)
        where TRow : unmanaged where TRowRecord : struct, IRecord<TRow>
    {
        // A segment left open holds at least one row.
        ref OpenSegment open = ref _open[subtask];
        if (open.Segment.RowCount > 0) Seal(subtask, ref open);
        ChannelWriter writer = _writers[subtask];
        ChannelMemory memory = writer.Channel.Memory;
        NotePending();
        Loop?.BeginSegment();

        int sizeBytes = checked(Unsafe.SizeOf<TRow>() + (TRowRecord.HasText ? TRowRecord.TextBytes(in row) : 0));
        bool oversize = sizeBytes > memory.SegmentBytes;
        if (oversize)
        {
            if (sizeBytes > memory.MaxRowBytes) ThrowRowTooLong(sizeBytes, memory.MaxRowBytes);
            open.Segment = memory.RentReserve(sizeBytes);
        }
        else
        {
            open.Segment = Next(writer);
        }
        open.Segment.Kind = open.Kind = kind;
        open.Shape = TypedRowShape<TRow, TRowRecord>.Instance;
        if (!new RowWriter(open.Segment).TryAppend<TRow, TRowRecord>(in row)) ThrowRowTooLong(sizeBytes, open.Segment.SizeBytes);
        // A long row travels alone: its block is not one of the channel's.
        if (oversize) Seal(subtask, ref open);
    }

    private Segment Next(ChannelWriter writer)
    {
        if (writer.Channel.TryRent(out var segment)) return segment;
        Segment reserve = writer.Channel.Memory.RentReserve(writer.Channel.Memory.SegmentBytes);
        writer.FillsReserve = true;
        MarkSpilled(writer);
        return reserve;
    }

    private void Seal(int subtask, ref OpenSegment open)
    {
        Segment segment = open.Segment;
        open.Segment = None;
        _writers[subtask].FillsReserve = false;
        Send(subtask, TakeWatermark(subtask, segment) with { Shape = open.Shape });
    }

    private ChannelEntry TakeWatermark(int subtask, Segment? segment)
    {
        ChannelWriter writer = _writers[subtask];
        long watermark = _watermark > writer.Watermark ? _watermark : long.MinValue;
        writer.Watermark = _watermark;
        return new ChannelEntry(EntryKind.Data, segment, watermark) { Epoch = Loop?.Stamp ?? 0 };
    }

    private void Send(int subtask, in ChannelEntry entry)
    {
        ChannelWriter writer = _writers[subtask];
        // Segments have been counted when they were begun.
        if (entry.Segment is null) Loop?.CountSent(entry.Epoch);
        if (!writer.Send(in entry)) MarkSpilled(writer);
    }

    private void MarkSpilled(ChannelWriter writer)
    {
        if (writer.HasSpilled) return;
        writer.HasSpilled = true;
        _spilled++;
    }

    private void NotePending()
    {
        if (_pendingSinceUs == long.MaxValue) _pendingSinceUs = NowUs;
    }

    private static void ThrowRowTooLong(int sizeBytes, int maxBytes) => throw new InvalidOperationException(
        $"A row of {sizeBytes} bytes (text included) is longer than the longest row allowed, {maxBytes} bytes. Allow longer rows with --max-row (JobOptions.MaxRowBytes), or shorten its text.");

    private struct OpenSegment
    {
        public Segment Segment;
        public int Kind;
        public RowShape? Shape;
    }
}
