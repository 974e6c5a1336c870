using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// What answers rows of keys as they come: the state it keeps of each key, and what follows a row.
/// <see cref="KeyedRolling{TIn, TOut, TRolling, TNext}"/> makes an operator of it.
/// </summary>
/// <remarks>Implemented by structs. Thread: the one that runs the subtask's step.</remarks>
/// <typeparam name="TIn">The row that comes.</typeparam>
/// <typeparam name="TOut">The row that follows.</typeparam>
public interface IRolling<TIn, TOut> where TIn : unmanaged
{
    /// <summary>What a snapshot begins with.</summary>
    string Part { get; }

    /// <summary>Called once before anything else.</summary>
    void Open(SubtaskContext context);

    /// <summary>Takes rows, all of them, and sends on what follows.</summary>
    void Process<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>;

    /// <summary>Input has ended: in batch mode, sends what its keys have come to. False: unfinished; to be called again before anything else.</summary>
    bool End<TNext>(ref TNext next) where TNext : struct, IOperator<TOut>;

    /// <summary>Writes down what is kept. Not in batch mode.</summary>
    void Save(SnapshotWriter to);

    /// <summary>Adds what <see cref="Save"/> has written, as far as keys belong to this subtask.</summary>
    void Load(SnapshotReader from);

    /// <summary>Gives back all memory; also if it was never opened.</summary>
    void Close();
}
