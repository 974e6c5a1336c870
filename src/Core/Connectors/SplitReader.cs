namespace Millrace.Connectors;

/// <summary>Reads the rows of one split. Thread: one at a time, the subtask's; never blocks.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class SplitReader<T> : IDisposable where T : unmanaged
{
    /// <summary>
    /// The next rows, at least one if the result is <see cref="ReadResult.Rows"/>. They and their long text are valid until
    /// the next call of <c>Read</c> or <c>Dispose</c>.
    /// </summary>
    public abstract ReadResult Read(int maxRows, out ReadOnlySpan<T> rows);

    /// <summary>Position behind the rows returned last: where a new reader would go on. Checkpointed as it is.</summary>
    public abstract long Position { get; }

    /// <summary>Goes on at a <see cref="Position"/> of another reader of the split, before the first read; behind the last row for any later position.</summary>
    /// <exception cref="NotSupportedException">The source cannot, as <see cref="SplitSource{T}.CanGoOn"/> says.</exception>
    internal virtual void StartAt(long position) => throw new NotSupportedException("The source cannot go on from a position.");

    /// <summary>What the user would call the place of row <paramref name="index"/> of the last read, such as <c>flights.csv:1235</c>. For errors; may be slow.</summary>
    public abstract string Locate(int index);

    /// <summary>Bytes of input consumed so far, for the progress line; 0 where that means nothing.</summary>
    public virtual long BytesRead => 0;

    /// <summary>Rows left out so far because they could not be read; written by the reading thread only.</summary>
    public virtual long BadRows => 0;

    /// <summary>
    /// True if the split says itself how far its event time has come, with <see cref="Watermark"/>: then it is not made of its rows. Constant.
    /// Looked at when <see cref="Read"/> has answered <see cref="ReadResult.Wait"/>.
    /// </summary>
    internal virtual bool SaysWatermarks => false;

    /// <summary>No row at or before this time is to follow those read so far, in microseconds; <see cref="long.MinValue"/> if nothing is known.</summary>
    internal virtual long Watermark => long.MinValue;

    /// <summary>True if the split, until its next row or watermark, holds nobody back; looked at as <see cref="Watermark"/> is.</summary>
    internal virtual bool IsIdle => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops reading ahead and gives back all memory.</summary>
    protected abstract void Dispose(bool disposing);
}
