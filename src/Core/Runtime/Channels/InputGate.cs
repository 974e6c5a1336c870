using System.Numerics;

namespace Millrace.Runtime;

/// <summary>
/// The channels that a subtask reads: whose turn it is, how far event time has come over all of them, and whether they are silent.
/// Thread: the subtask's.
/// </summary>
internal sealed class InputGate
{
    private readonly InputChannel[] _channels;
    // A bit for each channel that may have something: with hundreds of them, to look at every one for each entry is most of the work.
    private readonly ulong[] _marks;
    private int _next;
    private int _live;
    private int _firstInput = -1;
    // The channel last seen to hold the watermark.
    private int _holder;
    // The channel last seen not to be silent.
    private int _loud;
    // Channels to be read to their end before those of other inputs.
    private int _first;

    /// <param name="channels">The channels, in the order of their turns.</param>
    public InputGate(IEnumerable<InputChannel> channels)
    {
        _channels = [.. channels];
        _live = _channels.Count(channel => !channel.IsFeedback);
        _marks = new ulong[(_channels.Length + 63) >> 6];
        for (int i = 0; i < _channels.Length; i++)
        {
            _channels[i].Number = i;
            (_channels[i].Channel.Gate, _channels[i].Channel.GateNumber) = (this, i);
        }
    }

    /// <summary>The channels.</summary>
    public ReadOnlySpan<InputChannel> Channels => _channels;

    /// <summary>True once nothing more comes from outside.</summary>
    public bool HasEnded => _live == 0;

    /// <summary>Reads one input before all others, if it ends; it has no part in event time either way.</summary>
    /// <param name="input">The input; -1 for none.</param>
    public void ReadFirst(int input)
    {
        _firstInput = input;
        bool ends = Array.TrueForAll(_channels, channel => channel.Input != input || channel.IsBounded);
        if (ends) _first = _channels.Count(channel => channel.Input == input);
    }

    /// <summary>Takes the next entry of a channel whose turn it is; null if there is none.</summary>
    /// <param name="feedback">True for channels that lead back, false for the others.</param>
    /// <param name="entry">The entry.</param>
    public InputChannel? TryReceive(bool feedback, out ChannelEntry entry)
    {
        int turn = _next;
        for (int i = Marked(turn, _channels.Length); i < _channels.Length; i = Marked(i + 1, _channels.Length))
            if (TryReceive(i, feedback, out entry)) return _channels[i];
        for (int i = Marked(0, turn); i < turn; i = Marked(i + 1, turn))
            if (TryReceive(i, feedback, out entry)) return _channels[i];
        entry = default;
        return null;
    }

    /// <summary>Says that a channel has something. Thread: the producer's, after it has put it there.</summary>
    // A full fence: either the consumer finds what is there after it has taken the mark away, or the mark comes after that.
    public void Mark(int channel) => Interlocked.Or(ref _marks[channel >> 6], 1UL << channel);

    private bool TryReceive(int number, bool feedback, out ChannelEntry entry)
    {
        InputChannel channel = _channels[number];
        entry = default;
        if (channel.HasEnded || channel.IsFeedback != feedback || (_first > 0 && channel.Input != _firstInput)) return false;
        if (!channel.Channel.TryReceive(out entry))
        {
            if (!channel.Channel.IsDrained) return false;
            Interlocked.And(ref _marks[number >> 6], ~(1UL << number));
            if (!channel.Channel.TryReceive(out entry)) return false;
            Mark(number);
        }
        _next = number + 1 < _channels.Length ? number + 1 : 0;
        return true;
    }

    // The first channel from `from` on that has a mark; `end` or more if there is none before.
    private int Marked(int from, int end)
    {
        while (from < end)
        {
            ulong word = Volatile.Read(ref _marks[from >> 6]) >> from;
            if (word != 0) return from + BitOperations.TrailingZeroCount(word);
            from = (from | 63) + 1;
        }
        return end;
    }

    /// <summary>A channel has come to its end.</summary>
    public void End(InputChannel channel)
    {
        channel.HasEnded = true;
        Interlocked.And(ref _marks[channel.Number >> 6], ~(1UL << channel.Number));
        if (!channel.IsFeedback) _live--;
        if (channel.Input == _firstInput && _first > 0) _first--;
    }

    /// <summary>
    /// True if <see cref="Watermark"/> is no higher than <paramref name="told"/>. Looks from where it last found a channel that holds it: while
    /// channels rise one after the other, each is looked at once, where the watermark itself takes a look at all of them.
    /// </summary>
    public bool IsHeld(long told, bool withinLoop)
    {
        if (told == long.MaxValue) return true;
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_holder];
            bool counts = !(channel.HasEnded || channel.IsIdle || channel.IsUntimed || channel.IsFeedback || channel.Input == _firstInput || (withinLoop && !channel.IsInLoop));
            if (counts && channel.Watermark <= told) return true;
            _holder = _holder + 1 < _channels.Length ? _holder + 1 : 0;
        }
        return false;
    }

    /// <summary>The watermark over all channels.</summary>
    /// <param name="withinLoop">
    /// True in a loop: what comes into it from outside has its part in the loop's watermark, which the head gives.
    /// </param>
    public long Watermark(bool withinLoop)
    {
        long lowest = long.MaxValue, highest = long.MinValue;
        bool active = false, others = false, remains = false, ends = false;
        foreach (var channel in _channels)
        {
            if (channel.HasEnded || channel.Input == _firstInput || channel.IsFeedback || (withinLoop && !channel.IsInLoop)) continue;
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
        return others && watermark == long.MaxValue ? long.MaxValue - 1 : watermark;
    }

    /// <summary>True if none that has a part in event time has rows for now.</summary>
    // A loop: a lambda would be allocated in each step that ends idle.
    public bool IsSilent()
    {
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_loud];
            if (!(channel.IsIdle || channel.HasEnded || channel.IsUntimed || channel.Input == _firstInput)) return false;
            _loud = _loud + 1 < _channels.Length ? _loud + 1 : 0;
        }
        return true;
    }
}
