using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// What comes back to the head of a loop, as its subtask takes it: put away while the chain has no room, and worked on block by
/// block. Thread: the subtask's.
/// </summary>
/// <param name="channels">The channels that lead back.</param>
/// <param name="queue">Where rows wait; owned.</param>
/// <param name="loop">The subtask's part in the loop.</param>
/// <param name="metrics">Where it is shown how much waits.</param>
internal sealed class FeedbackInput(InputChannel[] channels, FeedbackQueue queue, LoopMember loop, SubtaskMetrics metrics) : IDisposable
{
    private FeedbackBlock? _block;

    /// <summary>True if no rows wait.</summary>
    public bool IsEmpty => queue.IsEmpty;

    /// <summary>The channel that rows are said to have come by. Any will do: such rows have one input.</summary>
    public InputChannel Channel => channels[0];

    /// <summary>Puts away what has come back. False if there is nothing, or no memory until the disk has taken some.</summary>
    public bool PutAway()
    {
        bool taken = false;
        foreach (var channel in channels)
        {
            while (queue.HasRoom && channel.Channel.TryReceive(out var entry))
            {
                taken = true;
                if (entry.Segment is { } segment)
                {
                    for (int begun = queue.Add(segment, entry.Shape!, entry.Epoch); begun > 0; begun--) loop.CountSent(entry.Epoch);
                    channel.Channel.Release(segment);
                }
                loop.PutAway(entry.Epoch);
            }
        }
        NoteWaiting();
        return taken;
    }

    /// <summary>Takes rows that wait.</summary>
    /// <param name="rows">The rows, until <see cref="TryRelease"/>.</param>
    /// <param name="epoch">Their epoch.</param>
    public TakeState TryTake(out Segment? rows, out int epoch)
    {
        var taken = queue.TryTake(out _block);
        NoteWaiting();
        (rows, epoch) = taken == TakeState.Block ? (_block!.Rows, _block.Epoch) : (null, 0);
        return taken;
    }

    /// <summary>Gives back the rows taken last. False if there are none.</summary>
    public bool TryRelease()
    {
        if (_block is not { } block) return false;
        _block = null;
        queue.Release(block);
        return true;
    }

    public void Dispose()
    {
        TryRelease();
        queue.Dispose();
    }

    private void NoteWaiting() => (metrics.SpilledBytes, metrics.RowsWaiting) = (queue.SpilledBytes, queue.RowCount);
}
