using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A subtask fed by exchanges.</summary>
[SuppressMessage("Design", "CA1001", Justification = "CloseInputs disposes the queue; every subtask is closed.")]
internal sealed class InputSubtask<THead> : Subtask where THead : struct, IHead
{
    private const int SliceRows = 1024;

    private readonly InputChannel[] _channels;
    private readonly LoopMember? _loop;
    private THead _head;
    private FeedbackQueue? _queue;
    private FeedbackBlock? _block;
    private int _next;
    private int _live;
    // Channels to be read to their end before those of other inputs.
    private int _first;
    private Segment? _segment;
    private InputChannel? _source;
    private long _entryWatermark;
    private int _position;
    private long _watermark = long.MinValue;
    private bool _resuming;
    private EndPhase _end;
    private bool _idle;

    public InputSubtask(SubtaskContext context, SubtaskEnvironment environment, THead head) : base(context, environment)
    {
        _head = head;
        _channels = [.. environment.Inputs];
        _loop = environment.Loop;
        _live = _channels.Count(channel => !channel.IsFeedback);
        for (int i = 0; i < _channels.Length; i++) _channels[i].Number = i;
    }

    protected override bool HeadHasRoom => _head.HasRoom;

    protected override bool IsUnfinished => _resuming;

    protected override void OpenHead()
    {
        _head.Open(Context);
        bool ends = Array.TrueForAll(_channels, channel => channel.Input != Context.FirstInput || channel.IsBounded);
        if (ends) _first = _channels.Count(channel => channel.Input == Context.FirstInput);
        if (!Context.IsBatch && Context.EventTime.Settings is { Idleness: not null } or { MaxDrift: not null })
            throw new JobConfigurationException($"'{Context.VertexName}' gives rows their event time behind an exchange, where no split can be idle or wait for others; " +
                "call EventTime before the exchange, or leave out WithIdleness and WithMaxDrift.");
        foreach (var _ in _channels) Context.EventTime.Start();
        if (Context.EventTime.Ticks) Context.WakeAt(Context.NowUs + EventTimeClock.TickUs);
        if (_loop is { IsHead: true }) _queue = new FeedbackQueue(Environment.Memory, Environment.LoopBytes, Environment.Spill, _loop.Loop.Disk, Scheduler!.RunBeside, Wake);
    }

    public override void Save(SnapshotWriter to)
    {
        to.Begin($"input {Context.VertexName}");
        to.Write(_watermark);
        to.Write(Context.HasBeenIdle);
        _head.Save(to);
    }

    protected override void Load(SnapshotReader from)
    {
        from.Begin($"input {Context.VertexName}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        Context.HasBeenIdle |= from.Read<bool>();
        _head.Load(from);
        // Whether a loop is at its end is counted anew, and what it tells is a matter of its rounds.
        if (_loop is not null) _watermark = Math.Min(_watermark, long.MaxValue - 1);
        // Channels begin anew: what comes by them later than this says nothing new.
        else if (_watermark != long.MinValue) _resuming = !_head.Watermark(_watermark);
    }

    protected override bool HasUnfinished => _resuming || _segment is not null || _queue is { IsEmpty: false };

    protected override void FlushHead() => _head.Flush();

    protected override void CloseHead() => _head.Close();

    protected override void CloseInputs()
    {
        if (_block is null && _segment is { } segment) segment.Account.Return(segment);
        if (_block is { } block) _queue!.Release(block);
        _segment = null;
        _block = null;
        _queue?.Dispose();
    }

    protected override StepResult Work()
    {
        while (true)
        {
            if (!TryDrainOutputs() || (!_head.HasRoom && !Context.TryTakeDue()))
            {
                // What comes back is taken in, since room may depend on it: whoever takes our rows may wait to send theirs.
                if (_queue is not null && TakeIn()) continue;
                return StepResult.Blocked;
            }
            if (_resuming)
            {
                if (!_head.Resume()) return _head.HasRoom ? StepResult.Progressed : StepResult.Blocked;
                _resuming = false;
                _loop?.NoteTold();
                continue;
            }
            if (Context.Budget.Left <= 0) return StepResult.Progressed;
            if (Context.TryTakeWake(Context.NowUs))
            {
                if (_loop is not null && _segment is null) Stamp(_loop.OwnEpoch);
                TellTime(Context.NowUs);
                if (Context.EventTime.Ticks) Tick();
            }
            else if (_segment is not null) ProcessSlice(_segment);
            else if (_loop is not null && Follow(_loop)) continue;
            else if (_live == 0 && _loop is null or { MayFinish: true }) { if (Finish() is { } result) return result; }
            else if (!TakeEntry()) return Rest();
        }
    }

    private void ProcessSlice(Segment segment)
    {
        RowBatch batch = RowBatch.Of(segment, _source!.Input);
        int to = Math.Min(batch.Count, _position + SliceRows);
        int done = _head.Process(in batch, _position, to);
        Context.Metrics.RowsIn += done - _position;
        Context.Budget.Spend(Math.Max(done - _position, 1));
        _position = done;
        if (done < batch.Count) return;

        _head.Flush();
        InputChannel source = _source;
        _segment = null;
        if (_block is { } block)
        {
            _block = null;
            _queue!.Release(block);
            return;
        }
        source.Channel.Release(segment);
        if (Context.EventTime.Assigns) Observe(source);
        Advance(source, _entryWatermark);
    }

    private bool TakeEntry()
    {
        if (_loop is { MayTake: false }) return false;
        if (_queue is null) return TakeFrom(feedback: false);
        // What comes back has its turn before what comes from outside, or ever more rows would be in the loop.
        var taken = _queue.TryTake(out var block);
        Context.Metrics.SpilledBytes = _queue.SpilledBytes;
        Context.Metrics.RowsWaiting = _queue.RowCount;
        if (taken != TakeState.Block) return TakeFrom(feedback: true) || (taken == TakeState.End && TakeFrom(feedback: false));
        _loop!.Begin(block.Epoch, hasRows: true);
        Stamp(_loop.StampFor(block.Epoch));
        Context.Budget.Spend(1);
        (_block, _segment, _position, _idle) = (block, block.Rows, 0, false);
        // Any will do: such rows have one input.
        _source = Array.Find(_channels, static channel => channel.IsFeedback);
        return true;
    }

    private bool TakeFrom(bool feedback)
    {
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_next];
            _next = _next + 1 < _channels.Length ? _next + 1 : 0;
            if (channel.HasEnded || channel.IsFeedback != feedback || (_first > 0 && channel.Input != Context.FirstInput) || !channel.Channel.TryReceive(out var entry)) continue;
            Context.Budget.Spend(1);
            if (_loop is not null) Enter(_loop, channel, in entry);
            Take(channel, in entry);
            return true;
        }
        return false;
    }

    private void Enter(LoopMember loop, InputChannel channel, in ChannelEntry entry)
    {
        if (channel.IsInLoop) loop.Begin(entry.Epoch, entry.Segment is not null);
        Stamp(channel.IsInLoop ? loop.StampFor(entry.Epoch) : loop.OwnEpoch);
    }

    // Puts away what has come back while the chain has no room. False if there is nothing, or no memory until the disk has taken some.
    private bool TakeIn()
    {
        bool taken = false;
        foreach (var channel in _channels)
        {
            while (channel.IsFeedback && _queue!.HasRoom && channel.Channel.TryReceive(out var entry))
            {
                taken = true;
                if (entry.Segment is { } segment)
                {
                    for (int begun = _queue.Add(segment, entry.Shape!, entry.Epoch); begun > 0; begun--) _loop!.CountSent(entry.Epoch);
                    channel.Channel.Release(segment);
                }
                _loop!.PutAway(entry.Epoch);
            }
        }
        Context.Metrics.SpilledBytes = _queue!.SpilledBytes;
        Context.Metrics.RowsWaiting = _queue.RowCount;
        return taken;
    }

    // Does what the loop asks for. True if something was told to the chain, which may be unfinished.
    private bool Follow(LoopMember loop)
    {
        var call = loop.Next(out long watermark);
        if (call == LoopCall.None) return false;
        Context.Budget.Spend(1);
        Stamp(loop.OwnEpoch);
        switch (call)
        {
            case LoopCall.Clock:
                // What rows on their way ask for is told too.
                _head.Flush();
                if (Context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
                if (!_resuming) loop.NoteTold();
                break;
            case LoopCall.Watermark:
                EmitWatermark(watermark);
                break;
            case LoopCall.Again:
                loop.NoteEnd();
                _head.Flush();
                _resuming = !_head.Watermark(long.MaxValue);
                break;
        }
        return true;
    }

    private void Stamp(int epoch)
    {
        if (_loop!.Stamp == epoch) return;
        _head.Flush();
        _loop.SetStamp(epoch);
    }

    private void Take(InputChannel channel, in ChannelEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Data when channel.IsFeedback && entry.Segment is null:
                break;
            case EntryKind.Data:
                if (channel.IsIdle && !channel.IsInLoop) _loop?.Note();
                channel.IsIdle = false;
                if (_idle) Rise();
                if (entry.Segment is { } segment)
                {
                    _segment = segment;
                    _source = channel;
                    _position = 0;
                    _entryWatermark = entry.Watermark;
                    Context.EventTime.Select(channel.Number);
                }
                else
                {
                    Advance(channel, entry.Watermark);
                }
                break;
            case EntryKind.Idle:
                channel.IsIdle = true;
                if (_loop is not null && !channel.IsInLoop) _loop.Note();
                AdvanceToLowest();
                break;
            case EntryKind.End:
                channel.HasEnded = true;
                if (!channel.IsFeedback) _live--;
                if (_loop is not null && !channel.IsInLoop) _loop.Note();
                if (channel.Input == Context.FirstInput && _first > 0) _first--;
                AdvanceToLowest();
                break;
        }
    }

    // The chain makes its own event time: what it has seen of this channel decides the channel's watermark.
    private void Observe(InputChannel channel)
    {
        long watermark = Context.EventTime.Take(channel.Number, Context.NowUs);
        if (watermark > channel.Watermark) Raise(channel, watermark);
    }

    private void Advance(InputChannel channel, long watermark)
    {
        if (watermark > channel.Watermark && !Context.EventTime.Assigns) Raise(channel, watermark);
    }

    // Watermarks that may move while no rows come.
    private void Tick()
    {
        Context.WakeAt(Context.NowUs + EventTimeClock.TickUs);
        // A batch that is not done, or work not finished, has its watermark at its end.
        if (_segment is not null || _resuming) return;
        foreach (var channel in _channels)
        {
            if (channel.HasEnded) continue;
            Observe(channel);
            if (_resuming) return;
        }
    }

    private void Raise(InputChannel channel, long watermark)
    {
        bool heldBack = channel.Watermark <= _watermark;
        channel.Watermark = watermark;
        if (_loop is not null && !channel.IsInLoop) _loop.Note();
        if (heldBack) AdvanceToLowest();
    }

    private void AdvanceToLowest()
    {
        long lowest = long.MaxValue, highest = long.MinValue;
        bool active = false, others = false, remains = false, ends = false;
        foreach (var channel in _channels)
        {
            // What comes from outside into a loop has its part in the loop's watermark, which the head gives.
            if (channel.HasEnded || channel.Input == Context.FirstInput || channel.IsFeedback || (_loop is not null && !channel.IsInLoop)) continue;
            others |= channel.IsUntimed;
            if (channel.IsUntimed) continue;
            // One that has said its last holds nobody back; but it is not the end of those that are idle, which may go on.
            if (channel.Watermark == long.MaxValue)
            {
                ends = true;
                continue;
            }
            remains = true;
            highest = Math.Max(highest, channel.Watermark);
            if (channel.IsIdle) continue;
            active = true;
            lowest = Math.Min(lowest, channel.Watermark);
        }
        // With every channel idle, the one furthest ahead decides, as if it had become idle last; with every channel ended, the
        // last watermark is part of finishing. While rows without event time may still come, it is not the end of all.
        long watermark = active || (ends && !remains) ? lowest : highest;
        EmitWatermark(others && watermark == long.MaxValue ? long.MaxValue - 1 : watermark);
    }

    private void EmitWatermark(long watermark)
    {
        if (watermark <= _watermark) return;
        _watermark = watermark;
        Context.Metrics.WatermarkUs = watermark;
        if (watermark == long.MaxValue) _loop?.NoteEnd();
        _head.Flush();
        _resuming = !_head.Watermark(watermark);
    }

    private StepResult? Finish()
    {
        // In a loop all has been told before, while rows could still come round.
        if (_loop is not null && _end < EndPhase.Finish) _end = EndPhase.Finish;
        switch (_end)
        {
            // What the clock sets off comes before the last watermark, which would make its rows late; but that may itself ask for the clock.
            case EndPhase.Clock or EndPhase.ClockAgain:
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

    private StepResult Rest()
    {
        // Nobody goes ahead of a loop: when rows come again, its subtasks would not all be awake at once.
        if (!_idle && _live > 0 && Context.Awaited == 0 && _loop is null && AllAreSilent())
        {
            if (!Context.HasBeenIdle && Context.Outputs.Length > 0)
            {
                // What operators have gathered goes out before the subtasks behind wait for this one no more.
                Context.HasBeenIdle = true;
                _head.Flush();
                _resuming = !_head.Watermark(_watermark);
                return StepResult.Progressed;
            }
            _idle = true;
            foreach (var output in Context.Outputs) output.BroadcastIdle();
        }
        return StepResult.Idle;
    }

    private void Rise()
    {
        _idle = false;
        foreach (var output in Context.Outputs) output.BroadcastActive();
    }

    // A loop: a lambda would be allocated in each step that ends idle.
    private bool AllAreSilent()
    {
        foreach (var channel in _channels)
            if (!(channel.IsIdle || channel.HasEnded || channel.IsUntimed || channel.Input == Context.FirstInput)) return false;
        return true;
    }
}
