using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A subtask fed by exchanges.</summary>
[SuppressMessage("Design", "CA1001", Justification = "CloseInputs disposes what comes back; every subtask is closed.")]
internal sealed class InputSubtask(SubtaskContext context, SubtaskEnvironment environment, IHead head) : Subtask(context, environment, head)
{
    private const int SliceRows = 1024;

    private readonly InputGate _gate = new(environment.Inputs);
    private readonly LoopMember? _loop = environment.Loop;
    private FeedbackInput? _feedback;
    private Segment? _segment;
    private InputChannel? _source;
    private long _entryWatermark;
    private int _position;
    private bool _isProcessing;

    protected override bool HoldsInput => _segment is not null || _feedback is { IsEmpty: false };

    protected override void OnOpened()
    {
        _gate.ReadFirst(Context.FirstInput);
        if (!Context.IsBatch && Context.EventTime.Settings is { Idleness: not null } or { MaxDrift: not null })
            throw new JobConfigurationException($"'{Context.VertexName}' gives rows their event time behind an exchange, where no split can be idle or wait for others; " +
                "call EventTime before the exchange, or leave out WithIdleness and WithMaxDrift.");
        foreach (var _ in _gate.Channels) Context.EventTime.Start();
        if (Context.EventTime.Ticks) Context.WakeAt(Context.NowUs + EventTimeClock.TickUs);
        if (_loop is not { IsHead: true } loop) return;
        var memory = new FeedbackMemory(Environment.Memory, Environment.LoopBytes);
        var device = new FeedbackDevice(memory, Environment.Spill, loop.Loop.Disk, Scheduler!.RunBeside, Wake);
        _feedback = new FeedbackInput([.. Environment.Inputs.Where(static channel => channel.IsFeedback)], new FeedbackQueue(memory, device), loop, Context.Metrics);
    }

    public override void Save(SnapshotWriter to)
    {
        to.Begin($"input {Context.VertexName}");
        Chain.SaveTime(to);
        Chain.Save(to);
    }

    protected override void Load(SnapshotReader from)
    {
        from.Begin($"input {Context.VertexName}");
        // Whether a loop is at its end is counted anew, and what it tells is a matter of its rounds.
        Chain.LoadTime(from, _loop is null ? long.MaxValue : long.MaxValue - 1);
        Chain.Load(from);
        // Channels begin anew: what comes by them later than this says nothing new.
        if (_loop is null && Chain.Watermark != long.MinValue) Chain.Tell(Chain.Watermark);
    }

    protected override void CloseInputs()
    {
        if (_feedback is null || !_feedback.TryRelease()) _segment?.Account.Return(_segment);
        _segment = null;
        _feedback?.Dispose();
    }

    public override string? Locate() => _isProcessing ? "at a row that came from another subtask" : null;

    // What comes back is taken in, since room may depend on it: whoever takes our rows may wait to send theirs.
    protected override bool TakeWithoutRoom() => _feedback is not null && _feedback.PutAway();

    protected override void OnResumed() => _loop?.NoteTold();

    protected override void OnTime()
    {
        if (_loop is not null && _segment is null) Stamp(_loop.OwnEpoch);
        Chain.TellTime(Context.NowUs);
        if (Context.EventTime.Ticks) Tick();
    }

    protected override StepResult? Advance()
    {
        if (_segment is not null) ProcessSlice(_segment);
        else if (_loop is not null && Follow(_loop)) return null;
        // In a loop all has been told before, while rows could still come round.
        else if (_gate.HasEnded && _loop is null or { MayFinish: true }) return End(onlyFinish: _loop is not null);
        else if (!TakeEntry()) return Rest();
        return null;
    }

    private void ProcessSlice(Segment segment)
    {
        RowBatch batch = RowBatch.Of(segment, _source!.Input);
        _isProcessing = true;
        _position = Chain.Process(in batch, _position, Math.Min(batch.Count, _position + SliceRows));
        bool isDone = _position == batch.Count;
        if (isDone) Chain.Flush();
        _isProcessing = false;
        if (!isDone) return;

        _segment = null;
        if (_feedback is not null && _feedback.TryRelease()) return;
        _source.Channel.Release(segment);
        if (Context.EventTime.Assigns) Observe(_source);
        Advance(_source, _entryWatermark);
    }

    private bool TakeEntry()
    {
        if (_loop is { MayTake: false }) return false;
        if (_feedback is null) return TakeFrom(feedback: false);
        // What comes back has its turn before what comes from outside, or ever more rows would be in the loop.
        var taken = _feedback.TryTake(out _segment, out int epoch);
        if (taken != TakeState.Block) return TakeFrom(feedback: true) || (taken == TakeState.End && TakeFrom(feedback: false));
        _loop!.Begin(epoch, hasRows: true);
        Stamp(_loop.StampFor(epoch));
        Context.Budget.Spend(1);
        Chain.NoteActive();
        (_source, _position) = (_feedback.Channel, 0);
        return true;
    }

    private bool TakeFrom(bool feedback)
    {
        if (_gate.TryReceive(feedback, out var entry) is not { } channel) return false;
        Context.Budget.Spend(1);
        if (_loop is not null) Enter(_loop, channel, in entry);
        Take(channel, in entry);
        return true;
    }

    private void Enter(LoopMember loop, InputChannel channel, in ChannelEntry entry)
    {
        if (channel.IsInLoop) loop.Begin(entry.Epoch, entry.Segment is not null);
        Stamp(channel.IsInLoop ? loop.StampFor(entry.Epoch) : loop.OwnEpoch);
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
                Chain.Flush();
                Chain.TellLastTime();
                if (!Chain.IsUnfinished) loop.NoteTold();
                break;
            case LoopCall.Watermark:
                Raise(watermark);
                break;
            case LoopCall.Again:
                loop.NoteEnd();
                Chain.Tell(long.MaxValue);
                break;
        }
        return true;
    }

    private void Stamp(int epoch)
    {
        if (_loop!.Stamp == epoch) return;
        Chain.Flush();
        _loop.SetStamp(epoch);
    }

    private void Take(InputChannel channel, in ChannelEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Data when channel.IsFeedback && entry.Segment is null:
                break;
            case EntryKind.Data:
                if (channel.IsIdle) NoteOutside(channel);
                channel.IsIdle = false;
                Chain.NoteActive();
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
                NoteOutside(channel);
                RaiseToLowest();
                break;
            case EntryKind.End:
                _gate.End(channel);
                NoteOutside(channel);
                RaiseToLowest();
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
        if (_segment is not null || Chain.IsUnfinished) return;
        foreach (var channel in _gate.Channels)
        {
            if (channel.HasEnded) continue;
            Observe(channel);
            if (Chain.IsUnfinished) return;
        }
    }

    private void Raise(InputChannel channel, long watermark)
    {
        bool heldBack = channel.Watermark <= Chain.Watermark;
        channel.Watermark = watermark;
        NoteOutside(channel);
        if (heldBack) RaiseToLowest();
    }

    private void RaiseToLowest()
    {
        if (!_gate.IsHeld(Chain.Watermark, withinLoop: _loop is not null)) Raise(_gate.Watermark(withinLoop: _loop is not null));
    }

    private void Raise(long watermark)
    {
        if (watermark == long.MaxValue && watermark > Chain.Watermark) _loop?.NoteEnd();
        Chain.Raise(watermark);
    }

    private void NoteOutside(InputChannel channel)
    {
        if (_loop is not null && !channel.IsInLoop) _loop.Note();
    }

    // Nobody goes ahead of a loop: when rows come again, its subtasks would not all be awake at once.
    private StepResult? Rest()
    {
        bool isSilent = !_gate.HasEnded && Context.Awaited == 0 && _loop is null && _gate.IsSilent();
        return isSilent && !Chain.TellIdle() ? null : StepResult.Idle;
    }
}
