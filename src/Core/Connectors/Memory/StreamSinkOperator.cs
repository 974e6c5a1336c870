using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that copies rows, with their text, into pages for a reader of the program.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
public struct StreamSinkOperator<T, TRecord>(StreamSink<T> sink) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private readonly RowStream<T> _stream = sink.Stream;
    private SubtaskContext? _context;
    private Segment? _page;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _context = context;

    /// <inheritdoc/>
    public void Collect(in T row, long time)
    {
        if (_page is null || !new RowWriter(_page).TryAppend<T, TRecord>(in row))
        {
            Write();
            if (!RowWriter.TryRentFor<T, TRecord>(_stream.Account, in row, Segment.StandardBytes, out var page))
                throw new ConnectorException("The row stream's pages are used up by very long rows; read it faster.");
            new RowWriter(page).TryAppend<T, TRecord>(in row);
            _page = page;
        }
        _context!.Metrics.RowsOut++;
    }

    /// <inheritdoc/>
    public void Flush() => Write();

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public bool Finish()
    {
        Write();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly bool HasRoom => _stream.HasRoom(_context!.Wake);

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public void Close()
    {
        if (_page is not null) _stream.Account.Return(_page);
        _page = null;
    }

    private void Write()
    {
        if (_page is not null) _stream.Write(_page);
        _page = null;
    }
}
