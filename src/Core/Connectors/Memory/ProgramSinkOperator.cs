using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that hands rows to the program around the job.</summary>
/// <remarks>
/// A row with text is lent: the user's function sees a copy whose text is wiped when the call is over, so that text it keeps against the
/// rules reads as an error and not as text of later rows.
/// </remarks>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
public struct ProgramSinkOperator<T, TRecord> : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private readonly RowTarget<T> _target;
    private readonly LentRow _text;
    private SubtaskContext? _context;
    private RowOutput<T>? _output;

    private ProgramSinkOperator(RowTarget<T> target)
    {
        _target = target;
        _text = new LentRow();
    }

    /// <summary>Calls back.</summary>
    public ProgramSinkOperator(CallbackSink<T> sink) : this((sink ?? throw new ArgumentNullException(nameof(sink))).Target) { }

    /// <summary>Writes to a channel.</summary>
    public ProgramSinkOperator(ChannelSink<T> sink) : this((sink ?? throw new ArgumentNullException(nameof(sink))).Target) { }

    /// <summary>Writes to a row stream.</summary>
    public ProgramSinkOperator(StreamSink<T> sink) : this((sink ?? throw new ArgumentNullException(nameof(sink))).Target) { }

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        if (_target.LetsTextOut(TRecord.HasText))
        {
            throw new ConnectorException($"What leaves the job by its {_target.Name} would contain text of {typeof(T).Name}, which does not outlive the step that made it. " +
                $"Make it managed on its way out: Rows.To({_target.Name}, ({typeof(T).Name} row) => …), with ToString() on each text.");
        }
        _context = context;
        _output = _target.Attach(context);
    }

    /// <inheritdoc/>
    public readonly void Collect(in T row, long time)
    {
        try
        {
            if (TRecord.HasText)
            {
                T lent = _text.Lend<T, TRecord>(in row);
                _output!.Collect(in lent);
                _text.TakeBack();
            }
            else
            {
                _output!.Collect(in row);
            }
        }
        catch (Exception) when (_context!.Fails(-1, _target.Name))
        {
            throw;
        }
        _context!.Metrics.RowsOut++;
    }

    /// <inheritdoc/>
    public readonly void Flush() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool Resume() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool HasRoom => _output!.HasRoom;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() => _text.Dispose();
}
