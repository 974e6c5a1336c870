namespace Millrace.Runtime;

/// <summary>
/// The channels that a subtask reads: whose turn it is, how far event time has come over all of them, and whether they are silent.
/// Thread: the subtask's.
/// </summary>
internal sealed class InputGate
{
    private readonly InputChannel[] _channels;
    private int _next;
    private int _live;
    private int _firstInput = -1;
    // Channels to be read to their end before those of other inputs.
    private int _first;

    /// <param name="channels">The channels, in the order of their turns.</param>
    public InputGate(IEnumerable<InputChannel> channels)
    {
        _channels = [.. channels];
        _live = _channels.Count(channel => !channel.IsFeedback);
        for (int i = 0; i < _channels.Length; i++) _channels[i].Number = i;
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
        for (int i = 0; i < _channels.Length; i++)
        {
            InputChannel channel = _channels[_next];
            _next = _next + 1 < _channels.Length ? _next + 1 : 0;
            if (channel.HasEnded || channel.IsFeedback != feedback || (_first > 0 && channel.Input != _firstInput)) continue;
            if (channel.Channel.TryReceive(out entry)) return channel;
        }
        entry = default;
        return null;
    }

    /// <summary>A channel has come to its end.</summary>
    public void End(InputChannel channel)
    {
        channel.HasEnded = true;
        if (!channel.IsFeedback) _live--;
        if (channel.Input == _firstInput && _first > 0) _first--;
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
        foreach (var channel in _channels)
            if (!(channel.IsIdle || channel.HasEnded || channel.IsUntimed || channel.Input == _firstInput)) return false;
        return true;
    }
}
