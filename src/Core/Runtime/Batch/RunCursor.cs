namespace Millrace.Runtime;

/// <summary>A sorted run being merged. Thread: one at a time, of a device; may block.</summary>
internal abstract class RunCursor
{
    /// <summary>Place of its next row; <see cref="SortKey.End"/> behind the last.</summary>
    public SortKey Key { get; protected set; }

    /// <summary>True once there are no more rows.</summary>
    public bool IsAtEnd { get; protected set; }

    /// <summary>Moves the rows in front of <paramref name="limit"/> into the block. False if that has become full.</summary>
    public abstract bool MoveTo(MergedBlock block, in SortKey limit);
}
