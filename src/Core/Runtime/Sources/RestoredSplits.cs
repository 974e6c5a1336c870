using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>The splits of a source that had been handed out before a restart. Thread: as its assigner.</summary>
internal sealed class RestoredSplits<T> where T : unmanaged
{
    private readonly Dictionary<string, (SourceSplit Split, int Place, SplitGroup<T> Group)> _taken = [];

    /// <summary>Takes them out of what is to be handed out.</summary>
    /// <param name="groups">The splits of the source, none of which has been handed out.</param>
    /// <param name="taken">Those that had been.</param>
    public RestoredSplits(IEnumerable<SplitGroup<T>> groups, IReadOnlySet<string> taken)
    {
        foreach (var group in groups)
        {
            foreach (var (split, place) in group.Splits)
                if (taken.Contains(split.Id)) _taken.Add(split.Id, (split, place, group));
            group.LeaveOut(taken);
        }
    }

    /// <summary>Goes on with one that had not been read to its end.</summary>
    /// <exception cref="ConnectorException">The source does not have it any more.</exception>
    public OpenSplit<T> Open(SplitPlace place, SplitSource<T> source, Action<OpenSplit<T>> wakeAssigner)
    {
        if (!_taken.TryGetValue(place.Id, out var found))
            throw new ConnectorException($"When the snapshot was taken, '{place.Id}' was being read, which {source.Describe()} does not have any more. Bring it back, or start without the snapshot.");
        var open = new OpenSplit<T>(found.Split, found.Group, wakeAssigner) { Watermark = place.Watermark };
        // What comes next in the group is behind the last that was handed out, of whichever subtask.
        var last = found.Group.Last;
        if (last is null || (_taken.TryGetValue(last.Id, out var other) && other.Place < found.Place)) found.Group.Last = open;
        open.Open(source);
        open.Reader!.StartAt(place.Position);
        return open;
    }
}
