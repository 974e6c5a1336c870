using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Walks the rows of a segment, which must be of the type they were written as. Holds its place between calls.</summary>
public ref struct RowReader<T>(Segment segment) where T : unmanaged
{
    private readonly ReadOnlySpan<T> _rows = segment.Rows<T>();
    private int _next;

    /// <summary>Number of rows not yet taken.</summary>
    public readonly int Remaining => _rows.Length - _next;

    /// <summary>The row that <see cref="MoveNext"/> moved to.</summary>
    public readonly ref readonly T Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[_next - 1];
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_next >= _rows.Length) return false;
        _next++;
        return true;
    }

    /// <summary>The next rows, at most <paramref name="count"/>.</summary>
    public ReadOnlySpan<T> Take(int count)
    {
        ReadOnlySpan<T> rows = _rows.Slice(_next, Math.Min(count, Remaining));
        _next += rows.Length;
        return rows;
    }

    /// <summary>This reader, for <c>foreach</c>.</summary>
    public readonly RowReader<T> GetEnumerator() => this;
}
