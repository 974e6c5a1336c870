using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A subtask fed by exchanges.</summary>
internal sealed class InputSubtask<THead> : Subtask where THead : struct, IHead
{
    private const int SliceRows = 1024;

    private readonly InputChannel[] _channels;
    private THead _head;
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
        _live = _channels.Length;
        for (int i = 0; i < _channels.Length; i++) _channels[i].Number = i;
    }

    protected override bool HeadHasRoom => _head.HasRoom;

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
    }

    protected override void FlushHead() => _head.Flush();

    protected override void CloseHead() => _head.Close();

    protected override void CloseInputs()
    {
        if (_segment is { } segment) segment.Account.Return(segment);
        _segment = null;
    }

    protected override StepResult Work()
    {
        while (true)
        {
            if (!TryDrainOutputs() || (!_head.HasRoom && !Context.TryTakeDue())) return StepResult.Blocked;
            if (_resuming)
            {
                if (!_head.Resume()) return _head.HasRoom ? StepResult.Progressed : StepResult.Blocked;
                _resuming = false;
                continue;
            }
            if (Context.Budget.Left <= 0) return StepResult.Progressed;
            if (Context.TryTakeWake(Context.NowUs))
            {
                TellTime(Context.NowUs);
                if (Context.EventTime.Ticks) Tick();
            }
            else if (_segment is not null) ProcessSlice(_segment);
            else if (_live == 0) { if (Finish() is { } result) return result; }
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
        source.Channel.Release(segment);
        if (Context.EventTime.Assigns) Observe(source);
        Advance(source, _entryWatermark);
    }

    private bool TakeEntry()
    {
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_next];
            _next = _next + 1 < _channels.Length ? _next + 1 : 0;
            if (channel.HasEnded || (_first > 0 && channel.Input != Context.FirstInput) || !channel.Channel.TryReceive(out var entry)) continue;
            Context.Budget.Spend(1);
            Take(channel, in entry);
            return true;
        }
        return false;
    }

    private void Take(InputChannel channel, in ChannelEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Data:
                channel.IsIdle = false;
                _idle = false;
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
                AdvanceToLowest();
                break;
            case EntryKind.End:
                channel.HasEnded = true;
                _live--;
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
        if (heldBack) AdvanceToLowest();
    }

    private void AdvanceToLowest()
    {
        long lowest = long.MaxValue, highest = long.MinValue;
        bool active = false, others = false, remains = false, ends = false;
        foreach (var channel in _channels)
        {
            if (channel.HasEnded || channel.Input == Context.FirstInput) continue;
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
        _head.Flush();
        _resuming = !_head.Watermark(watermark);
    }

    private StepResult? Finish()
    {
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
        if (!_idle && _live > 0 && Context.Awaited == 0 && Array.TrueForAll(_channels, channel => channel.IsIdle || channel.HasEnded || channel.IsUntimed || channel.Input == Context.FirstInput))
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
}
