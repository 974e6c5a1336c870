namespace Millrace.Runtime;

/// <summary>
/// The part of one subtask in a loop: it gives what it sends an epoch, counts what it sends and works off, and says what the loop asks
/// of it. Thread: the subtask's, but for what the loop reads.
/// </summary>
/// <remarks>Two epochs are in the loop at most, so counts are kept by the epoch's parity and never set back.</remarks>
/// <param name="loop">The loop.</param>
/// <param name="context">The subtask's context.</param>
/// <param name="isHead">True at the head, where rows come back to.</param>
internal sealed class LoopMember(Loop loop, SubtaskContext context, bool isHead)
{
    private const int NoEpoch = -1;

    private readonly long[] _sent = new long[2];
    private readonly long[] _taken = new long[2];
    // Of those taken, what no call of the user's can still make rows of.
    private readonly long[] _settled = new long[2];
    // Of those taken, what the loop has been told to be worked off; read by the loop.
    private readonly long[] _done = new long[2];
    private readonly List<ExchangeOutput> _outputs = [];
    private IReadOnlyList<InputChannel> _outside = [];
    private LoopState _state = LoopState.Start;
    private LoopReport _noted = new(0, long.MaxValue, long.MinValue, false, false, false);
    private int _version = -1;
    private int _epoch;
    private int _current = NoEpoch;
    private int _acted;
    private long _watermark = long.MinValue;
    private bool _hasNews;
    private bool _hasRows;
    private bool _dropsWake;
    private bool _repeats;

    /// <summary>The loop.</summary>
    public Loop Loop => loop;

    /// <summary>True at the head.</summary>
    public bool IsHead => isHead;

    /// <summary>The epoch of what is sent now.</summary>
    public int Stamp { get; private set; }

    /// <summary>True once nothing comes round any more.</summary>
    public bool MayFinish => _state.Phase == LoopPhase.Finish && _epoch == _state.Epoch;

    /// <summary>The epoch of what the subtask sends of its own accord.</summary>
    public int OwnEpoch => StampFor(_epoch);

    /// <summary>
    /// The epoch of what is sent while something of an epoch is worked on: that one, unless calls of the user's have been made for rows of the
    /// epoch before, whose answers may then go on too.
    /// </summary>
    public int StampFor(int epoch) => context.Awaited > 0 && _taken[(epoch - 1) & 1] != _settled[(epoch - 1) & 1] ? epoch - 1 : epoch;

    /// <summary>
    /// False while the loop waits for calls that rows of the epoch before have made: rows taken meanwhile would make further ones, and it
    /// could never be told that those have ended.
    /// </summary>
    public bool MayTake => context.Awaited == 0 || !loop.IsDraining || _taken[(_epoch - 1) & 1] == _settled[(_epoch - 1) & 1];

    /// <summary>The last report; read by the loop.</summary>
    public LoopReport Report { get; private set; } = new(0, long.MaxValue, long.MinValue, false, false, false);

    /// <summary>Says which of the subtask's channels come from outside; before it runs.</summary>
    public void Attach(IEnumerable<InputChannel> channels) => _outside = [.. channels.Where(channel => !channel.IsInLoop)];

    /// <summary>An output that leads on in the loop; before the subtask runs.</summary>
    public void Add(ExchangeOutput output) => _outputs.Add(output);

    /// <summary>Makes a step of the subtask follow. Thread: any.</summary>
    public void Wake() => context.Wake();

    /// <summary>An entry is about to be sent.</summary>
    public void CountSent(int epoch) => Volatile.Write(ref _sent[epoch & 1], _sent[epoch & 1] + 1);

    /// <summary>Rows are about to be sent, whose segment counts from now on.</summary>
    /// <exception cref="InvalidOperationException">The loop has ended: nobody would take them.</exception>
    public void BeginSegment()
    {
        if (MayFinish) throw new InvalidOperationException($"'{context.VertexName}' sends rows round loop '{loop.Name}', which has ended; this is a defect of the engine, please report it.");
        CountSent(Stamp);
    }

    /// <summary>An entry of the loop has been taken and is worked on.</summary>
    public void Begin(int epoch, bool hasRows)
    {
        _current = epoch;
        _taken[epoch & 1]++;
        _hasRows |= hasRows;
    }

    /// <summary>An entry of the loop has been taken and put away; what it was put into has been counted as sent.</summary>
    public void PutAway(int epoch) => _taken[epoch & 1]++;

    /// <summary>Something from outside has changed: a watermark, idleness, an end.</summary>
    public void Note() => _hasNews = true;

    /// <summary>What is sent from now on is of this epoch. Operators must hold back nothing of another.</summary>
    public void SetStamp(int epoch)
    {
        foreach (var output in _outputs) output.Flush();
        Stamp = epoch;
    }

    /// <summary>The chain is done with the time it was told. What then asks for the clock again, though nobody waits for it any more, would do so for ever.</summary>
    public void NoteTold()
    {
        if (_dropsWake) context.DropWake();
        _dropsWake = false;
    }

    /// <summary>The chain has been told the last watermark.</summary>
    public void NoteEnd() => _hasRows = false;

    /// <summary>
    /// What the loop asks for, when nothing is unfinished; to be asked again once that is done, until it is nothing. Then the
    /// subtask has taken on the loop's epoch.
    /// </summary>
    /// <param name="watermark">The watermark to be told.</param>
    public LoopCall Next(out long watermark)
    {
        watermark = long.MaxValue;
        _current = NoEpoch;
        if (context.Awaited == 0) (_settled[0], _settled[1]) = (_taken[0], _taken[1]);
        if (loop.Version != _version) _state = loop.Read(out _version);
        else if (_epoch == _state.Epoch && !_repeats) return LoopCall.None;

        if (_repeats)
        {
            _repeats = false;
            return LoopCall.Again;
        }
        if (isHead && _state.Watermark > _watermark)
        {
            watermark = _watermark = _state.Watermark;
            return LoopCall.Watermark;
        }
        if (_state.Phase > LoopPhase.Running && _acted != _state.Epoch)
        {
            _acted = _state.Epoch;
            switch (_state.Phase)
            {
                case LoopPhase.Clock:
                    _dropsWake = true;
                    return LoopCall.Clock;
                case LoopPhase.Watermark when isHead:
                    return LoopCall.Watermark;
                case LoopPhase.Again when _hasRows || context.WakeTimeUs != long.MaxValue:
                    _dropsWake = _repeats = true;
                    return LoopCall.Clock;
            }
        }
        if (_epoch != _state.Epoch)
        {
            _epoch = _state.Epoch;
            _noted = Look();
            _hasNews = false;
        }
        return LoopCall.None;
    }

    /// <summary>At the end of a step, when operators hold nothing back: reports, if the loop waits for it or there is news.</summary>
    /// <param name="isUnfinished">True while the chain is not done with what it was told.</param>
    public void EndStep(bool isUnfinished)
    {
        // What is counted as worked off must have led to nothing that is not counted.
        foreach (var output in _outputs) output.Flush();
        _hasNews = _hasNews && Look() != _noted;
        if (!loop.IsDraining && !_hasNews) return;
        bool again = isUnfinished || context.WakeTimeUs != long.MaxValue || (_hasRows && _state.Phase >= LoopPhase.Watermark);
        var report = _noted with { Epoch = _epoch, HasNews = _hasNews, AsksAgain = again };
        loop.Take(this, in report, countsAreNew: context.Awaited == 0);
    }

    /// <summary>Makes a report the last one. Thread: any, one at a time.</summary>
    public void Publish(in LoopReport report, bool countsAreNew)
    {
        Report = report;
        if (!countsAreNew) return;
        for (int i = 0; i < 2; i++) _done[i] = _taken[i] - (_current != NoEpoch && (_current & 1) == i ? 1 : 0);
    }

    /// <summary>Entries of epochs of a parity that it has sent. Thread: any.</summary>
    public long Sent(int parity) => Volatile.Read(ref _sent[parity]);

    /// <summary>Of those taken, what has been worked off by the last report. Thread: any, one at a time.</summary>
    public long Done(int parity) => _done[parity];

    private LoopReport Look()
    {
        long lowest = long.MaxValue, highest = long.MinValue;
        bool ended = true;
        foreach (var channel in _outside)
        {
            ended &= channel.HasEnded;
            if (channel.IsUntimed || channel.Input == context.FirstInput) continue;
            // The end of time is for the end of the loop to tell.
            bool isLast = channel.HasEnded || channel.Watermark == long.MaxValue;
            if (isLast) continue;
            highest = Math.Max(highest, channel.Watermark);
            if (!channel.IsIdle) lowest = Math.Min(lowest, channel.Watermark);
        }
        return new LoopReport(0, lowest, highest, ended, false, false);
    }
}
