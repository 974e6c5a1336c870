using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>What all sinks do that hand rows to the program around the job.</summary>
/// <remarks>
/// A row with text is lent: the user's function sees a copy whose text is wiped when the call is over, so that text it keeps against the
/// rules reads as an error and not as text of later rows.
/// </remarks>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
internal struct RowExit<T, TRecord>(RowTarget<T> target)
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private readonly RowTarget<T> _target = target;
    // Made by Open, since an operator is copied for each subtask before that.
    private LentRow? _text;
    private SubtaskContext? _context;
    private RowOutput<T>? _output;

    /// <summary>Attaches a subtask. Throws <see cref="ConnectorException"/> if text would leave.</summary>
    public void Open(SubtaskContext context)
    {
        if (_target.LetsTextOut(TRecord.HasText))
        {
            throw new ConnectorException($"What leaves the job by its {_target.Name} would contain text of {TypeName.Of(typeof(T))}, which does not outlive the step that made it. " +
                $"Make it managed on its way out: Rows.To({_target.Name}, ({TypeName.Of(typeof(T))} row) => …), with ToString() on each text.");
        }
        _context = context;
        _text = new LentRow();
        _output = _target.Attach(context);
    }

    /// <summary>Hands over a row.</summary>
    public readonly void Collect(in T row)
    {
        try
        {
            if (TRecord.HasText)
            {
                T lent = _text!.Lend<T, TRecord>(in row);
                _output!.Collect(in lent);
                _text!.TakeBack();
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

    /// <summary>Hands over what was kept; false if some is left, and the subtask will be woken.</summary>
    public readonly bool TryDrain() => _output!.TryDrain();

    /// <summary>False if there should be no more rows; the subtask will be woken.</summary>
    public readonly bool HasRoom => _output!.HasRoom;

    /// <summary>Gives back its memory.</summary>
    public readonly void Close() => _text?.Free();
}
