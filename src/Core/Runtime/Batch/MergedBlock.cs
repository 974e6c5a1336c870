using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Rows in order: a segment for each lane, and how the lanes take turns. Thread: whoever has it.
/// </summary>
/// <param name="lanes">Number of lanes.</param>
/// <param name="keepsChannels">True if it notes where each row comes from, to be merged again.</param>
internal sealed class MergedBlock(int lanes, bool keepsChannels)
{
    private readonly Segment?[] _segments = new Segment?[lanes];
    private readonly List<Stretch> _stretches = [];

    /// <summary>How lanes take turns.</summary>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>The channel of each row, in order; empty unless it is kept.</summary>
    public List<int> Channels { get; } = [];

    /// <summary>The rows of a lane, in order; null if there are none.</summary>
    public ref Segment? this[int lane] => ref _segments[lane];

    /// <summary>Notes that rows of a lane have been added.</summary>
    public void Added(int lane, int count)
    {
        if (count == 0) return;
        if (_stretches.Count > 0 && _stretches[^1].Lane == lane) _stretches[^1] = new Stretch(lane, _stretches[^1].Count + count);
        else _stretches.Add(new Stretch(lane, count));
    }

    /// <summary>Notes a row's channel, where that is kept.</summary>
    public void From(int channel)
    {
        if (keepsChannels) Channels.Add(channel);
    }

    /// <summary>Gives back its segments.</summary>
    public void Return(SortMemory memory)
    {
        foreach (ref var segment in _segments.AsSpan())
        {
            if (segment is not null) memory.Return(segment);
            segment = null;
        }
        _stretches.Clear();
        Channels.Clear();
    }
}
