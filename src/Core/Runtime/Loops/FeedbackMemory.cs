using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>The memory of rows that wait to go round a loop again: a share of the job's, and a little more for what is under way. Thread: any.</summary>
internal sealed class FeedbackMemory
{
    /// <summary>The smallest share.</summary>
    public const long MinShareBytes = 64 * MinBlockBytes;

    private const int MinBlockBytes = 4 * 1024;
    // One open in each lane, one being read, one being worked on.
    private const int BlocksBeside = 4;

    private readonly ChannelMemory _memory;
    private readonly long _mostBytes;
    private long _usedBytes;

    /// <param name="memory">The job's accounts.</param>
    /// <param name="shareBytes">What may be used of them; at least <see cref="MinShareBytes"/>.</param>
    public FeedbackMemory(ChannelMemory memory, long shareBytes)
    {
        _memory = memory;
        BlockBytes = Segment.StandardBytes;
        while (BlockBytes * 64L > shareBytes && BlockBytes > MinBlockBytes) BlockBytes /= 2;
        _mostBytes = shareBytes - BlocksBeside * (long)BlockBytes;
    }

    /// <summary>Size of a block of rows, if none of them is longer.</summary>
    public int BlockBytes { get; }

    /// <summary>True if no more may be taken.</summary>
    public bool IsUsedUp => Interlocked.Read(ref _usedBytes) >= _mostBytes;

    /// <summary>True if more than half is used.</summary>
    public bool IsHalfUsed => Interlocked.Read(ref _usedBytes) > _mostBytes / 2;

    /// <summary>Memory for a block.</summary>
    /// <exception cref="MemoryExhaustedException">The reserve is used up too.</exception>
    public Segment Rent(int sizeBytes)
    {
        if (!_memory.Loops!.TryRent(sizeBytes, out var segment)) segment = _memory.RentReserve(sizeBytes);
        Interlocked.Add(ref _usedBytes, segment.SizeBytes);
        return segment;
    }

    /// <summary>Gives back a block's memory, if it has any.</summary>
    public void Return(FeedbackBlock block)
    {
        if (block.Rows is not { } rows) return;
        block.Rows = null;
        Return(rows);
    }

    /// <summary>Gives back memory.</summary>
    public void Return(Segment rows)
    {
        Interlocked.Add(ref _usedBytes, -rows.SizeBytes);
        rows.Account.Return(rows);
    }
}
