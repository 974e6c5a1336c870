using System.Diagnostics.CodeAnalysis;

namespace Millrace.Testing;

/// <summary>
/// A source whose rows come when a test says so, in the virtual time of <see cref="JobTest"/>. Given to a job as a property of type
/// <see cref="Source{T}"/>; may be used for several runs.
/// </summary>
/// <remarks>
/// Watermarks follow from the rows, as the job's <c>EventTime</c> says, for each split by itself; but a split with a <see cref="Watermark"/> or <see cref="Idle"/> in its
/// script has none but these, from its beginning on. Either way it is <c>EventTime</c> that says the times of rows.
/// </remarks>
/// <typeparam name="T">The rows.</typeparam>
public sealed class TestSource<T> where T : unmanaged
{
    private readonly List<List<ScriptedRow<T>>> _splits = [[]];
    // Copies, so that nothing a test does with its rows matters.
    private readonly KeptText _text = new();
    private long _atUs;
    private Timestamp _watermark = Timestamp.MinValue;

    /// <summary>Makes it, with rows that come at once.</summary>
    public TestSource(params ReadOnlySpan<T> rows) => Rows(rows);

    /// <summary>What a job reads.</summary>
    public RowsSource<T> Source => new("script", default, null) { Scripted = new ScriptedSource<T>(_splits, _text) };

    /// <summary>The same as <see cref="Source"/>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Source is its name.")]
    public static implicit operator RowsSource<T>(TestSource<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Source;
    }

    /// <summary>Rows come, one after the other, without a pause.</summary>
    public TestSource<T> Rows(params ReadOnlySpan<T> rows)
    {
        foreach (ref readonly T row in rows) _splits[^1].Add(new ScriptedRow<T>(_atUs, _text.Keep(in row)));
        return this;
    }

    /// <summary>Nothing comes for a while; at the end of a split, it ends only then. In batch mode, nothing waits.</summary>
    public TestSource<T> Pause(Duration time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Duration.Zero);
        _atUs += time.Microseconds;
        if (time > Duration.Zero) _splits[^1].Add(new ScriptedRow<T>(_atUs, null));
        return this;
    }

    /// <summary>
    /// The split says that no row at or before a time follows: windows that end by then fire, once all other splits are as far, and rows that come nevertheless
    /// are late. What the job's watermark strategy makes of the rows of this split has no effect.
    /// </summary>
    /// <remarks>The job must call <c>EventTime</c> in front of the first exchange, or it fails.</remarks>
    /// <param name="time">The watermark, not before the one before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> goes back.</exception>
    public TestSource<T> Watermark(Timestamp time)
    {
        if (time < _watermark) throw new ArgumentOutOfRangeException(nameof(time), time, $"A watermark never goes back, and that of this split is at {_watermark}.");
        _watermark = time;
        _splits[^1].Add(new ScriptedRow<T>(_atUs, null) { Watermark = time.Microseconds });
        return this;
    }

    /// <summary>The split is idle until its next row or <see cref="Watermark"/>: meanwhile it holds nobody's watermark back.</summary>
    /// <remarks>As after <see cref="Watermark"/>, the split has no watermarks but those of the script. While all splits are idle, the one furthest ahead decides.</remarks>
    public TestSource<T> Idle()
    {
        _splits[^1].Add(new ScriptedRow<T>(_atUs, null) { IsIdle = true });
        return this;
    }

    /// <summary>
    /// The job takes a snapshot, as a checkpoint does, when it has had the rows before this place: of all its sources, wherever the others are.
    /// </summary>
    public TestSource<T> Snapshot() => Mark(ScriptMark.Snapshot);

    /// <summary>
    /// The job crashes when this place is read, once, and starts again with its last snapshot, or from the beginning: sources go back to where they
    /// were then, and each <see cref="TestSink{T}"/> loses the rows it was given since. The clock goes on.
    /// </summary>
    public TestSource<T> Crash() => Mark(ScriptMark.Crash);

    /// <summary>Begins another split, which is read beside those before, from the start of the job.</summary>
    public TestSource<T> Split()
    {
        _splits.Add([]);
        _atUs = 0;
        _watermark = Timestamp.MinValue;
        return this;
    }

    private TestSource<T> Mark(ScriptMark mark)
    {
        _splits[^1].Add(new ScriptedRow<T>(_atUs, null, mark));
        return this;
    }
}
