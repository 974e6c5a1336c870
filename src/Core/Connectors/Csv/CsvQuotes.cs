using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Connectors;

/// <summary>
/// Takes the quotes off the fields of a row, in place: a field never gets longer. The row as it was is kept for errors.
/// </summary>
internal sealed class CsvQuotes(byte quote)
{
    private byte[] _raw = [];
    private int _rawLength;
    private long _rawOffset = -1;

    /// <summary>Rewrites the row and the ends of its fields. Returns what is wrong with it, or null.</summary>
    /// <param name="origin">Position 0.</param>
    /// <param name="start">Position of the row.</param>
    /// <param name="ends">Position of the end of each field, one before the start of the next.</param>
    /// <param name="offset">Offset of the row in the input, by which <see cref="Raw"/> knows it.</param>
    public string? Remove(ref byte origin, int start, Span<int> ends, long offset)
    {
        var row = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref origin, start), ends[^1] - start);
        if (!row.Contains(quote)) return null;
        Keep(row, offset);
        int to = start, from = start;
        for (int column = 0; column < ends.Length; column++)
        {
            int end = ends[column];
            if (from < end && Unsafe.Add(ref origin, from) == quote)
            {
                from++;
                while (true)
                {
                    if (from >= end) return "a quoted field is not closed";
                    byte value = Unsafe.Add(ref origin, from++);
                    if (value == quote)
                    {
                        if (from >= end || Unsafe.Add(ref origin, from) != quote) break;
                        from++;
                    }
                    Unsafe.Add(ref origin, to++) = value;
                }
                if (from != end) return $"column {column + 1} has text behind its closing quote";
            }
            else
            {
                while (from < end) Unsafe.Add(ref origin, to++) = Unsafe.Add(ref origin, from++);
            }
            from = end + 1;
            ends[column] = to++;
        }
        return null;
    }

    /// <summary>The row as it was in the file.</summary>
    public ReadOnlySpan<byte> Raw(long offset, ReadOnlySpan<byte> now) => offset == _rawOffset ? _raw.AsSpan(0, _rawLength) : now;

    private void Keep(ReadOnlySpan<byte> row, long offset)
    {
        if (_raw.Length < row.Length) _raw = new byte[Math.Max(row.Length, 2 * _raw.Length)];
        row.CopyTo(_raw);
        _rawLength = row.Length;
        _rawOffset = offset;
    }
}
