using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// The memory of one subtask's blocking exchange. It knows all that it has given out, so that a failure or cancel in the middle of
/// anything leaves nothing behind. Thread: any.
/// </summary>
internal sealed class SortMemory
{
    // Blocks for rows on their way out of a merge, of which three groups exist at most, with a few lanes each; and one being written.
    private const int BlocksOnTheWay = 16;
    private const int MaxFanIn = 256;

    private readonly ChannelMemory _memory;
    private readonly HashSet<Segment> _rented = new(ReferenceEqualityComparer.Instance);

    /// <param name="memory">The job's accounts.</param>
    /// <param name="shareBytes">What this subtask may use; at least <see cref="MinShareBytes"/>.</param>
    public SortMemory(ChannelMemory memory, long shareBytes)
    {
        _memory = memory;
        BlockBytes = Segment.StandardBytes;
        while (BlockBytes * 64L > shareBytes && BlockBytes > MinBlockBytes) BlockBytes /= 2;
        // Two piles: one grows while the one before is sorted and written.
        PileBytes = Math.Max((shareBytes - BlocksOnTheWay * (long)BlockBytes) / 2, 4 * BlockBytes);
        FanIn = (int)Math.Clamp((shareBytes - BlocksOnTheWay * (long)BlockBytes - PileBytes) / BlockBytes, 4, MaxFanIn);
    }

    /// <summary>The least that a subtask can do with.</summary>
    public const long MinShareBytes = 64 * MinBlockBytes;

    private const int MinBlockBytes = 4 * 1024;

    /// <summary>Usual size of a block of rows, in memory and before compression on disk.</summary>
    public int BlockBytes { get; }

    /// <summary>Rows gathered before they are sorted, with all that sorting takes.</summary>
    public long PileBytes { get; }

    /// <summary>Runs on disk that are merged at a time.</summary>
    public int FanIn { get; }

    /// <summary>A block; if the account has none left, one of the job's reserve, for rows longer than expected.</summary>
    public Segment Rent(int sizeBytes)
    {
        if (!_memory.Sort!.TryRent(sizeBytes, out var segment)) segment = _memory.RentReserve(sizeBytes);
        lock (_rented) _rented.Add(segment);
        return segment;
    }

    public void Return(Segment segment)
    {
        lock (_rented)
        {
            if (!_rented.Remove(segment)) return;
        }
        segment.Account.Return(segment);
    }

    /// <summary>Gives back everything.</summary>
    public void ReturnAll()
    {
        lock (_rented)
        {
            foreach (var segment in _rented) segment.Account.Return(segment);
            _rented.Clear();
        }
    }
}
