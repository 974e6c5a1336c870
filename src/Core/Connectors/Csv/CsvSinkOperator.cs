using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that writes CSV: formats lines in the step, writes them beside.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">Its CSV codec.</typeparam>
public struct CsvSinkOperator<T, TRecord>(CsvSink<T> sink) : IOperator<T>
    where T : unmanaged where TRecord : struct, ICsvRecord<T>
{
    private readonly CsvSink<T> _sink = sink;
    private readonly byte _delimiter = sink.Delimiter;
    private LineBuffer? _lines;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _sink.Begin(TRecord.Columns);
        _lines = new LineBuffer(_sink.File, context);
    }

    /// <inheritdoc/>
    public readonly void Collect(in T row, long time)
    {
        var writer = new Utf8Writer(_lines!.Free) { Delimiter = _delimiter };
        TRecord.WriteCsv(in row, ref writer);
        writer.Byte((byte)'\n');
        if (writer.Overflowed) CollectSlowly(in row);
        else _lines.Keep(writer.Written);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void CollectSlowly(in T row)
    {
        while (true)
        {
            _lines!.MakeRoom();
            var writer = new Utf8Writer(_lines.Free) { Delimiter = _delimiter };
            TRecord.WriteCsv(in row, ref writer);
            writer.Byte((byte)'\n');
            if (writer.Overflowed) continue;
            _lines.Keep(writer.Written);
            return;
        }
    }

    /// <inheritdoc/>
    public readonly void Flush() => _lines!.Flush();

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish()
    {
        _lines!.Finish();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly bool HasRoom => _lines!.HasRoom;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => throw OutputFile.CannotGoOn();

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() => _lines?.Close();
}
