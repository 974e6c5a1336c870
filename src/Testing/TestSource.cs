using System.Diagnostics.CodeAnalysis;

namespace Millrace.Testing;

/// <summary>
/// A source whose rows come when a test says so, in the virtual time of <see cref="JobTest"/>. Given to a job as a property of type
/// <see cref="RowsSource{T}"/>; may be used for several runs.
/// </summary>
/// <remarks>Watermarks follow from the rows, as the job's <c>EventTime</c> says, for each split by itself.</remarks>
/// <typeparam name="T">The rows.</typeparam>
public sealed class TestSource<T> where T : unmanaged
{
    private readonly List<List<ScriptedRow<T>>> _splits = [[]];
    // Copies, so that nothing a test does with its rows matters.
    private readonly KeptText _text = new();
    private long _atUs;

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

    /// <summary>Nothing comes for a while; at the end of a split, it ends only then.</summary>
    public TestSource<T> Pause(Duration time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Duration.Zero);
        _atUs += time.Microseconds;
        if (time > Duration.Zero) _splits[^1].Add(new ScriptedRow<T>(_atUs, null));
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
        return this;
    }

    private TestSource<T> Mark(ScriptMark mark)
    {
        _splits[^1].Add(new ScriptedRow<T>(_atUs, null, mark));
        return this;
    }
}
