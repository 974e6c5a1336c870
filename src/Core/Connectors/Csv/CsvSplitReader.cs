using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Records;

namespace Millrace.Connectors;

/// <summary>Parses the rows of one split: stretch by stretch an index of fields, then row by row the record's codec.</summary>
internal sealed class CsvSplitReader<T, TRecord> : SplitReader<T>
    where T : unmanaged where TRecord : struct, ICsvRecord<T>
{
    private readonly CsvSplitSource<T, TRecord> _source;
    private readonly FileSplit _split;
    private readonly Action _wake;
    private InputWindow _window;
    private readonly CsvIndex _index;
    private readonly RowBuffer<T> _batch;
    private readonly int[] _columns;
    private readonly int _columnCount;
    private readonly CsvTranslator? _translator;

    private bool _aligned;
    private bool _disposed;
    private long _badRows;
    private int _stretchBytes = CsvIndex.StretchBytes;

    // The stretch being parsed: its rows, the next of them, the index of its first end, its position, and where the stretch ends.
    private int _rowCount, _row, _firstEnd, _start, _stretchEnd;

    public CsvSplitReader(CsvSplitSource<T, TRecord> source, FileSplit split, CsvIndex index, Action wake)
    {
        _source = source;
        _split = split;
        _index = index;
        _aligned = split.Aligned;
        _columns = split.File.Header!.Columns;
        _columnCount = split.File.Header.Count;
        _translator = source.Dialect.Quote == '"' ? null : new CsvTranslator(source.Dialect.Quote, _columnCount);
        _batch = source.Rows.Rent();
        _wake = wake;
        _window = source.Files.Open(split, wake);
    }

    // Before the first line break of a split in the middle of a file has been found, there is nothing to go on from.
    public override long Position => !_aligned ? _split.FirstByte : _window.Base + (_row < _rowCount ? _start : _window.From);

    internal override void StartAt(long position)
    {
        if (position <= _split.FirstByte) return;
        _window.Dispose();
        _window = _source.Files.Open(_split, position, _wake);
        _aligned = true;
    }

    public override long BytesRead => Math.Max(0, Position - _split.From);

    public override long BadRows => _badRows;

    public override string Locate(int index) =>
        $"{_split.File.Name}:{_window.LineAt(Unsafe.Add(ref _batch.Places, index))}";

    public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
    {
        _translator?.Reset();
        int limit = Math.Min(maxRows, RowBuffers<T>.BatchRows);
        int count = 0;
        _batch.Text.Reset();
        using var scope = _batch.Text.Enter();
        while (count < limit)
        {
            if (_row < _rowCount)
            {
                count = Parse(count, limit);
                if (_row == _rowCount) _window.From = _stretchEnd;
                continue;
            }
            // Text of rows already parsed must stay where it is.
            var result = NextStretch(mayAdvance: count == 0);
            if (result == ReadResult.Rows) continue;
            if (count > 0) break;
            rows = default;
            return result;
        }
        rows = _batch.First(count);
        return ReadResult.Rows;
    }

    private int Parse(int count, int limit)
    {
        ref byte origin = ref _window.Origin;
        ref int ends = ref _index.Ends;
        ref int rowEnds = ref _index.Rows;
        ref T batch = ref _batch.Rows;
        ref int places = ref _batch.Places;
        ref int columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        int columnCount = _columnCount;
        bool single = columnCount == 1;
        bool translates = _translator is not null;
        int row = _row, rowCount = _rowCount, first = _firstEnd, start = _start;
        while (row < rowCount && count < limit)
        {
            int last = Unsafe.Add(ref rowEnds, row);
            int end = Unsafe.Add(ref ends, last);
            if (end > start && Unsafe.Add(ref origin, end - 1) == '\r') Unsafe.Add(ref ends, last) = end - 1;
            bool good = false;
            if (last - first == columnCount - 1 && !(single && IsEmpty(start, end)))
            {
                var fields = translates ? Translated(first, start)
                    : new CsvFields(ref origin, ref Unsafe.Add(ref ends, first), ref columns, start);
                good = TRecord.TryReadCsv(ref fields, out Unsafe.Add(ref batch, count));
                if (!good) Malformed(fields, start, end);
            }
            else
            {
                WrongCount(first, last, start, end);
            }
            Unsafe.Add(ref places, count) = start;
            if (good) count++;
            row++;
            first = last + 1;
            start = end + 1;
        }
        _row = row;
        _firstEnd = first;
        _start = start;
        return count;
    }

    /// <summary>Finds rows from the window's first unread byte on; <see cref="ReadResult.Wait"/> also if the window may not advance.</summary>
    private ReadResult NextStretch(bool mayAdvance)
    {
        while (true)
        {
            if (_aligned || SkipToRow())
            {
                if (_window.Base + _window.From >= _split.End) return ReadResult.End;
                if (_window.To > _window.From && FindRows()) return ReadResult.Rows;
                int rest = _window.To - _window.From;
                if (rest > _source.MaxRowBytes) TooLong();
                if (_window.IsLast && rest > 0)
                {
                    Bad(_window.From, _window.To - 1, "a quoted field is not closed before the end of the file");
                    _window.From = _window.To;
                }
            }
            if (!mayAdvance) return ReadResult.Wait;
            var result = _window.Advance();
            if (result != ReadResult.Rows) return result;
        }
    }

    // A split in the middle of a file starts behind the first line break at or after the byte before it.
    private bool SkipToRow()
    {
        int at = _window.Unread.IndexOf((byte)'\n');
        _window.From = at < 0 ? _window.To : _window.From + at + 1;
        return _aligned = at >= 0;
    }

    private bool FindRows()
    {
        int from = _window.From;
        int to;
        do
        {
            to = (int)Math.Min(_window.To, (long)from + _stretchBytes);
            _index.Build(ref _window.Origin, from, to);
            if (_index.RowCount > 0) break;
            _stretchBytes *= 2;
        } while (to < _window.To);
        _stretchBytes = CsvIndex.StretchBytes;
        int count = _index.RowCount;
        if (count == 0) return false;
        if (to - from > CsvIndex.StretchBytes && End(0) - from > _source.MaxRowBytes) TooLong();
        // Rows that start at or behind the split's end are the next split's.
        while (count > 1 && _window.Base + End(count - 2) + 1 >= _split.End) count--;
        (_rowCount, _row, _firstEnd, _start, _stretchEnd) = (count, 0, 0, from, End(count - 1) + 1);
        return true;
    }

    private int End(int row) => Unsafe.Add(ref _index.Ends, Unsafe.Add(ref _index.Rows, row));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CsvFields Translated(int first, int start)
    {
        ref int columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        ref int ends = ref Unsafe.Add(ref _index.Ends, first);
        var row = _window.Bytes(start, Unsafe.Add(ref ends, _columnCount - 1) - start);
        if (!_translator!.IsNeeded(row)) return new CsvFields(ref _window.Origin, ref ends, ref columns, start);
        ref byte translated = ref _translator.Translate(ref _window.Origin, start, ref ends, out int translatedStart);
        return new CsvFields(ref translated, ref _translator.Ends, ref columns, translatedStart);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Malformed(CsvFields fields, int start, int end)
    {
        int failed = fields.Failed;
        string? unclosed = failed >= 0 && fields[failed].StartsWith(_source.Dialect.Quote) ? Unclosed(start, end) : null;
        string what = unclosed ?? (failed < 0 ? "the row cannot be read"
            : $"column '{TRecord.Columns[failed]}' holds '{Encoding.UTF8.GetString(fields[failed])}', which does not fit its type");
        Bad(start, end, what);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WrongCount(int first, int last, int start, int end)
    {
        if (IsEmpty(start, end)) return;
        Bad(start, end, Unclosed(start, end) ?? $"the row has {last - first + 1} columns, but the file has {_columnCount}");
    }

    /// <summary>What is wrong with a row whose last quote opens a field; null if there is none.</summary>
    private string? Unclosed(int start, int end)
    {
        if (!_source.Dialect.HasQuote || _window.Bytes(start, end - start).Count(_source.Dialect.Quote) % 2 == 0) return null;
        return _source.Dialect.QuotedLineBreaks ? "a quoted field is not closed"
            : "a quoted field is not closed at the end of the line; if quoted fields of this file contain line breaks, set QuotedLineBreaks";
    }

    private bool IsEmpty(int start, int end) =>
        end == start || (end == start + 1 && Unsafe.Add(ref _window.Origin, start) == '\r');

    private void Bad(int start, int end, string what)
    {
        _badRows++;
        if (end > start && Unsafe.Add(ref _window.Origin, end - 1) == '\r') end--;
        _source.Files.BadRows.Handle(_split.File, _window, start, _window.Bytes(start, end - start), what);
    }

    private void TooLong() => throw new ConnectorException(
        $"{_split.File.Name}, line {_window.LineAt(_window.From)}: the row is longer than {_source.MaxRowBytes} bytes. Allow longer rows with {RowLimits.Option(_source.MaxRowBytes, _source.MaxRowBytesOfJob)}" +
        (_source.Dialect.QuotedLineBreaks ? ", or look for a quote that is not closed." : "."));

    protected override void Dispose(bool disposing)
    {
        if (_disposed) return;
        _disposed = true;
        _window.Dispose();
        _translator?.Dispose();
        _source.Rows.Return(_batch);
        _source.Return(_index);
    }
}
