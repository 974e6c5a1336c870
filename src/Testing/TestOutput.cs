using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Testing;

/// <summary>Rows that a function or job under test has made, in order.</summary>
/// <remarks>The rows are copies: their text can be read as long as the test process runs, also after the test object has been disposed.</remarks>
/// <typeparam name="T">The rows.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "What a test asks for.")]
public sealed class TestOutput<T> : IReadOnlyList<T>
{
    private readonly List<T> _rows = [];
    private readonly List<Timestamp> _times = [];

    internal TestOutput() { }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Event times of the rows.</summary>
    public IReadOnlyList<Timestamp> Times => _times;

    /// <summary>A row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public T this[int index] => _rows[index];

    /// <summary>True while rows are only counted: a copy would allocate.</summary>
    internal bool OnlyCounts { get; set; }

    /// <summary>Rows counted but not kept.</summary>
    internal long Counted { get; private set; }

    /// <summary>All rows, which are then forgotten.</summary>
    public T[] Take()
    {
        T[] rows = [.. _rows];
        Clear();
        return rows;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _rows.Clear();
        _times.Clear();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void CutTo(int count)
    {
        if (count >= _rows.Count) return;
        _rows.RemoveRange(count, _rows.Count - count);
        _times.RemoveRange(count, _times.Count - count);
    }

    internal void Add(in T row, long timeUs)
    {
        if (OnlyCounts)
        {
            Counted++;
            return;
        }
        _rows.Add(LastingText.Keep(in row));
        _times.Add(new Timestamp(timeUs));
    }
}
