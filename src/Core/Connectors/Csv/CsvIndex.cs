using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Millrace.Connectors;

/// <summary>
/// Where the fields and rows of a stretch of CSV end. Found 64 bytes at a time as bit masks, so that the cost does not depend
/// on the lengths of the fields.
/// </summary>
internal sealed class CsvIndex(CsvDialect dialect)
{
    /// <summary>Bytes indexed at a time: the positions then stay in the first-level cache until they are used.</summary>
    public const int StretchBytes = 16 * 1024;

    // Behind the last position: what a scan may write on top, and what a reader of the last row may look at.
    private const int SlackEntries = 128;

    private int[] _ends = new int[StretchBytes + SlackEntries];
    private int[] _rows = new int[StretchBytes + SlackEntries];

    /// <summary>Positions of delimiters and line breaks outside quotes, in order.</summary>
    public ref int Ends => ref MemoryMarshal.GetArrayDataReference(_ends);

    /// <summary>For each row, the index in <see cref="Ends"/> of the line break that ends it.</summary>
    public ref int Rows => ref MemoryMarshal.GetArrayDataReference(_rows);

    /// <summary>Number of complete rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>Indexes the bytes from <paramref name="from"/> (where a row starts) to <paramref name="to"/>; 64 more must be readable.</summary>
    public void Build(ref byte origin, int from, int to)
    {
        if (Avx512Vbmi2.IsSupported) Build(new CsvScanVbmi2(dialect.Delimiter, dialect.Quote), ref origin, from, to);
        else if (Vector256.IsHardwareAccelerated) Build(new CsvScan256(dialect.Delimiter, dialect.Quote), ref origin, from, to);
        else if (Vector128.IsHardwareAccelerated) Build(new CsvScan128(dialect.Delimiter, dialect.Quote), ref origin, from, to);
        else Build(new CsvScanScalar(dialect.Delimiter, dialect.Quote), ref origin, from, to);
    }

    internal void Build<TScan>(TScan scan, ref byte origin, int from, int to) where TScan : struct, ICsvScan
    {
        if (_ends.Length < to - from + SlackEntries)
        {
            _ends = new int[to - from + SlackEntries];
            _rows = new int[to - from + SlackEntries];
        }
        ref int ends = ref Ends;
        ref int rows = ref Rows;
        int endCount = 0, rowCount = 0;
        ulong inside = 0;
        bool hasQuote = dialect.HasQuote;
        for (int at = from; at < to; at += 64)
        {
            ulong separators = scan.Scan(ref Unsafe.Add(ref origin, at), at, ref Unsafe.Add(ref ends, endCount), out ulong breaks, out ulong quotes);
            if ((quotes | inside) != 0 | at + 64 > to)
            {
                ulong valid = at + 64 > to ? (1UL << (to - at)) - 1 : ulong.MaxValue;
                quotes = hasQuote ? quotes & valid : 0;
                breaks &= valid;
                ulong quoted = Quoted(quotes, ref breaks, ref inside);
                separators = (separators & valid & ~quoted) | breaks;
                CsvPositions.Expand(separators, at, ref Unsafe.Add(ref ends, endCount));
            }
            // Two line breaks, there or not, without a branch; more are rare.
            int breakCount = BitOperations.PopCount(breaks);
            for (int i = 0; i < breakCount; i += 2)
            {
                Unsafe.Add(ref rows, rowCount + i) = endCount + BitOperations.PopCount(separators & (breaks ^ (breaks - 1))) - 1;
                breaks &= breaks - 1;
                Unsafe.Add(ref rows, rowCount + i + 1) = endCount + BitOperations.PopCount(separators & (breaks ^ (breaks - 1))) - 1;
                breaks &= breaks - 1;
            }
            rowCount += breakCount;
            endCount += BitOperations.PopCount(separators);
        }
        RowCount = rowCount;
    }

    // Which bytes are quoted. Without quoted line breaks every line break ends its row, so that one stray quote spoils one row.
    private ulong Quoted(ulong quotes, ref ulong breaks, ref ulong inside)
    {
        ulong quoted = CsvPositions.Inside(quotes) ^ inside;
        if (dialect.QuotedLineBreaks)
        {
            breaks &= ~quoted;
        }
        else
        {
            for (ulong wrong = breaks & quoted; wrong != 0; wrong = breaks & quoted)
            {
                ulong upTo = wrong ^ (wrong - 1);
                quoted = (quoted ^ ~upTo) & ~(wrong & (0 - wrong));
            }
        }
        inside = (ulong)((long)quoted >> 63);
        return quoted;
    }
}
