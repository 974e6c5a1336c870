using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// A subtask behind exchanges in batch mode: gathers all its rows first, and then gives them to its chain in order of their time,
/// with the watermark right in front of them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "CloseInputs disposes the exchange; every subtask is closed.")]
internal sealed class BatchSubtask : Subtask
{
    private const int SliceRows = 256;

    private readonly InputGate _gate;
    private readonly SortMemory _memory;
    private BlockingExchange? _exchange;
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
    private bool _hasFed;

    public BatchSubtask(SubtaskContext context, SubtaskEnvironment environment, IHead head) : base(context, environment, head)
    {
        _gate = new InputGate(environment.Inputs.OrderByDescending(channel => channel.IsBroadcast).ThenBy(channel => channel.Input));
        _memory = new SortMemory(environment.Memory, environment.SortBytes);
    }

    protected override void OnOpened()
    {
        _exchange = new BlockingExchange(_memory, Environment.Spill, Scheduler!.RunBeside, Wake);
        // Watermarks follow the rows' order; but a strategy of the user's wants a split to belong to.
        Context.EventTime.Select(Context.EventTime.Start());
    }

    public override void Save(SnapshotWriter to) => throw NothingToSave();

    protected override void Load(SnapshotReader from) => throw NothingToSave();

    protected override bool HoldsInput => true;

    protected override void CloseInputs()
    {
        if (_segment is { } segment) segment.Account.Return(segment);
        _segment = null;
        _exchange?.Dispose();
    }

    protected override bool TakeWithoutRoom() => !_hasGathered && Context.Budget.Left > 0 && Gather();

    protected override StepResult? Advance()
    {
        if (!_hasGathered) return Gather() ? null : StepResult.Idle;
        if (_block is not null) Feed(_block);
        else if (_hasFed) return End();
        else if (!TakeBlock()) return StepResult.Idle;
        return null;
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
        if (_gate.HasEnded) return _hasGathered = _exchange!.TryEnd();
        if (_gate.TryReceive(feedback: false, out var entry) is not { } channel) return false;
        Context.Budget.Spend(1);
        if (entry.Kind == EntryKind.End) _gate.End(channel);
        // Watermarks say nothing here: all rows come before any is worked on.
        (_segment, _shape, _source, _position) = (entry.Segment, entry.Shape, channel, 0);
        return true;
    }

    private bool TakeBlock()
    {
        var state = _exchange!.TryTake(out var block);
        Context.Metrics.SpilledBytes = _exchange.SpilledBytes;
        if (state == TakeState.Wait) return false;
        if (state == TakeState.End) return _hasFed = true;
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
        int done = Chain.Process(in batch, from, to);
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
        Chain.Flush();
        _block = null;
        _exchange.Release(block);
    }

    // The watermark comes right before the next row. True if it has moved, and something else may have to follow first.
    private bool RaiseTo(long time)
    {
        _rowsSinceWatermark = 0;
        if (time == long.MinValue || !Chain.Raise(time - 1)) return false;
        Context.Budget.Spend(1);
        return true;
    }

    private static NotSupportedException NothingToSave() => new("A job in batch mode takes no snapshots; it is run again.");
}
