using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>
/// Rewrites rows of a dialect with other quotes (or none) into double quotes, which is what the record's codec reads.
/// Only rows that contain a quote of either kind need it.
/// </summary>
internal sealed class CsvTranslator(byte quote, int columnCount) : IDisposable
{
    private const int BlockBytes = 16 * 1024;

    private readonly List<NativeBuffer> _blocks = [];
    private readonly int[] _ends = new int[columnCount];
    private int _used;

    /// <summary>End of each field of the row translated last.</summary>
    public ref int Ends => ref MemoryMarshal.GetArrayDataReference(_ends);

    /// <summary>True if the row reads differently with double quotes.</summary>
    public bool IsNeeded(ReadOnlySpan<byte> row) => row.Contains((byte)'"') || (quote != 0 && row.Contains(quote));

    /// <summary>The row in double quotes, valid until <see cref="Reset"/>; a malformed field stays malformed.</summary>
    public ref byte Translate(ref byte origin, int start, ref int ends, out int translatedStart)
    {
        int length = Unsafe.Add(ref ends, columnCount - 1) - start;
        // Worst case: every byte a double quote (doubled), and two quotes around every field.
        int room = 2 * length + 3 * columnCount;
        if (_blocks.Count == 0 || _blocks[^1].SizeBytes - _used < room)
        {
            _blocks.Add(new NativeBuffer(Math.Max(BlockBytes, room)));
            _used = 0;
        }
        var to = _blocks[^1].Span;
        translatedStart = _used;
        int from = start;
        for (int column = 0; column < columnCount; column++)
        {
            int end = Unsafe.Add(ref ends, column);
            var field = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, from), end - from);
            bool quoted = quote != 0 && field.Length > 0 && field[0] == quote;
            to[_used++] = (byte)'"';
            for (int i = quoted ? 1 : 0; i < field.Length; i++)
            {
                if (quoted && field[i] == quote)
                {
                    if (i + 1 == field.Length) break;
                    // A doubled quote stands for one; text behind the closing quote stays visible as malformed.
                    if (field[i + 1] == quote) i++;
                    else to[_used++] = (byte)'"';
                }
                to[_used++] = field[i];
                if (field[i] == '"') to[_used++] = (byte)'"';
            }
            to[_used++] = (byte)'"';
            _ends[column] = _used++;
            from = end + 1;
        }
        return ref MemoryMarshal.GetReference(to);
    }

    /// <summary>Frees the rows translated so far.</summary>
    public void Reset()
    {
        foreach (var block in _blocks) block.Dispose();
        _blocks.Clear();
        _used = 0;
    }

    public void Dispose() => Reset();
}
