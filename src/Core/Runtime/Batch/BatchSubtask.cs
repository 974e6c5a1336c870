using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// A subtask behind exchanges in batch mode: gathers all its rows first, and then gives them to its chain in order of their time,
/// with the watermark right in front of them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "CloseInputs disposes the exchange; every subtask is closed.")]
internal sealed class BatchSubtask<THead> : Subtask where THead : struct, IHead
{
    private const int SliceRows = 256;

    private readonly InputChannel[] _channels;
    private readonly SortMemory _memory;
    private BlockingExchange? _exchange;
    private THead _head;
    private int _next;
    private int _live;
    private Segment? _segment;
    private RowShape? _shape;
    private InputChannel? _source;
    private int _position;
    private bool _hasGathered;

    private MergedBlock? _block;
    private readonly List<int> _positions = [];
    private int _stretch;
    private int _left;
    private int _rowsSinceWatermark = int.MaxValue;
    private bool _isWithinRow;
    private long _watermark = long.MinValue;
    private bool _resuming;
    private EndPhase _end;

    public BatchSubtask(SubtaskContext context, SubtaskEnvironment environment, THead head) : base(context, environment)
    {
        _head = head;
        _channels = [.. environment.Inputs.OrderByDescending(channel => channel.IsBroadcast).ThenBy(channel => channel.Input)];
        for (int i = 0; i < _channels.Length; i++) _channels[i].Number = i;
        _live = _channels.Length;
        _memory = new SortMemory(environment.Memory, environment.SortBytes);
    }

    protected override bool HeadHasRoom => _head.HasRoom;

    protected override void OpenHead()
    {
        _exchange = new BlockingExchange(_memory, Environment.Spill, Scheduler!.RunBeside, Wake);
        _head.Open(Context);
        // Watermarks follow the rows' order; but a strategy of the user's wants a split to belong to.
        Context.EventTime.Select(Context.EventTime.Start());
    }

    public override void Save(SnapshotWriter to) => throw NothingToSave();

    protected override void Load(SnapshotReader from) => throw NothingToSave();

    protected override bool HasUnfinished => true;

    protected override void FlushHead() => _head.Flush();

    protected override void CloseHead() => _head.Close();

    protected override void CloseInputs()
    {
        if (_segment is { } segment) segment.Account.Return(segment);
        _segment = null;
        _exchange?.Dispose();
    }

    protected override StepResult Work()
    {
        while (true)
        {
            if (Context.Budget.Left <= 0) return StepResult.Progressed;
            if (!_hasGathered)
            {
                if (!Gather()) return StepResult.Idle;
                continue;
            }
            if (!TryDrainOutputs() || !_head.HasRoom) return StepResult.Blocked;
            if (_resuming)
            {
                if (!_head.Resume()) return _head.HasRoom ? StepResult.Progressed : StepResult.Blocked;
                _resuming = false;
                continue;
            }
            if (Context.TryTakeWake(Context.NowUs)) TellTime(Context.NowUs);
            else if (_block is not null) Feed(_block);
            else if (_end != EndPhase.Clock)
            {
                if (Finish() is { } result) return result;
            }
            else if (!TakeBlock()) return StepResult.Idle;
        }
    }

    // One slice, or one entry. False: there is nothing to gather, or no room for it yet.
    private bool Gather()
    {
        if (_segment is { } segment)
        {
            int done = _exchange!.Add(segment, _shape!, _position, _source!.Input, _source.Number);
            Context.Metrics.SpilledBytes = _exchange.SpilledBytes;
            if (done == _position) return false;
            Context.Budget.Spend(done - _position);
            _position = done;
            if (done < segment.RowCount) return true;
            _segment = null;
            _source.Channel.Release(segment);
            return true;
        }
        if (_live == 0) return _hasGathered = _exchange!.TryEnd();
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_next];
            _next = _next + 1 < _channels.Length ? _next + 1 : 0;
            if (channel.HasEnded || !channel.Channel.TryReceive(out var entry)) continue;
            Context.Budget.Spend(1);
            if (entry.Kind == EntryKind.End)
            {
                channel.HasEnded = true;
                _live--;
            }
            // Watermarks say nothing here: all rows come before any is worked on.
            (_segment, _shape, _source, _position) = (entry.Segment, entry.Shape, channel, 0);
            return true;
        }
        return false;
    }

    private bool TakeBlock()
    {
        var state = _exchange!.TryTake(out var block);
        Context.Metrics.SpilledBytes = _exchange.SpilledBytes;
        if (state == TakeState.Wait) return false;
        if (state == TakeState.End)
        {
            _end++;
            // What the clock sets off comes before the last watermark, which would make its rows late.
            if (Context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
            return true;
        }
        _block = block;
        _stretch = 0;
        _left = block.Stretches[0].Count;
        _positions.Clear();
        foreach (var _ in _exchange.Lanes) _positions.Add(0);
        return true;
    }

    private void Feed(MergedBlock block)
    {
        int number = block.Stretches[_stretch].Lane;
        var lane = _exchange!.Lanes[number];
        Segment rows = block[number]!;
        int from = _positions[number], to = from + Math.Min(_left, SliceRows);
        // An operator that has stopped in the middle of a row goes on with it before anything else.
        if (!_isWithinRow && (_rowsSinceWatermark >= SliceRows || Context.WatchesTime) && RaiseTo(lane.Shape.TimeAt(rows, from))) return;
        if (Context.WatchesTime) to = lane.Shape.EndOfTime(rows, from, to);

        rows.Kind = lane.Kind;
        RowBatch batch = RowBatch.Of(rows, lane.Input);
        int done = _head.Process(in batch, from, to);
        Context.Metrics.RowsIn += done - from;
        Context.Budget.Spend(Math.Max(done - from, 1));
        _rowsSinceWatermark += done - from;
        _isWithinRow = done < to;
        _positions[number] = done;
        _left -= done - from;
        if (_left > 0) return;
        if (++_stretch < block.Stretches.Count)
        {
            _left = block.Stretches[_stretch].Count;
            return;
        }
        _head.Flush();
        _block = null;
        _exchange.Release(block);
    }

    // The watermark comes right before the next row. True if it has moved, and something else may have to follow first.
    private bool RaiseTo(long time)
    {
        _rowsSinceWatermark = 0;
        if (time == long.MinValue || time - 1 <= _watermark) return false;
        EmitWatermark(time - 1);
        return true;
    }

    private void EmitWatermark(long watermark)
    {
        if (watermark <= _watermark) return;
        _watermark = watermark;
        Context.Metrics.WatermarkUs = watermark;
        Context.Budget.Spend(1);
        _head.Flush();
        _resuming = !_head.Watermark(watermark);
    }

    private StepResult? Finish()
    {
        switch (_end)
        {
            case EndPhase.ClockAgain:
                _end++;
                if (Context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
                return null;
            case EndPhase.Watermark:
                _end++;
                Context.TryTakeWake(long.MaxValue);
                EmitWatermark(long.MaxValue);
                return null;
            case EndPhase.Finish:
                _end++;
                _head.Flush();
                _resuming = !_head.Finish();
                return null;
            default:
                return OutputsAreEmpty() ? StepResult.Finished : StepResult.Blocked;
        }
    }

    private void TellTime(long nowUs)
    {
        Context.Budget.Spend(1);
        _head.Flush();
        _resuming = !_head.ProcessingTime(nowUs);
    }

    private static NotSupportedException NothingToSave() => new("A job in batch mode takes no snapshots; it is run again.");
}
