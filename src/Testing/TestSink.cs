using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Testing;

/// <summary>A sink that keeps copies of its rows. Given to a job as a property of type <see cref="Sink{T}"/>.</summary>
/// <remarks>The text of the rows can be read as long as the test process runs. Thread: the job's while it runs, then the test's.</remarks>
/// <typeparam name="T">The rows.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "What a test asks for.")]
public sealed class TestSink<T> : IReadOnlyList<T>, ITestSink
{
    private readonly List<T> _rows = [];

    /// <summary>Makes it.</summary>
    public TestSink() => Sink = new CallbackSink<T>(new TestTarget<T>(row =>
    {
        JobTest.Running?.Watch(this);
        _rows.Add(row);
    }));

    /// <summary>What a job writes to.</summary>
    public CallbackSink<T> Sink { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>A row, in the order in which they came; that of several subtasks depends on the seed.</summary>
    public T this[int index] => _rows[index];

    /// <summary>The same as <see cref="Sink"/>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Sink is its name.")]
    public static implicit operator CallbackSink<T>(TestSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return sink.Sink;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => _rows.Clear();

    void ITestSink.CutTo(int count) => _rows.RemoveRange(count, _rows.Count - count);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
