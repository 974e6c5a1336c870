using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// One kind of windows: what it keeps of each key, which windows a row joins, and what follows when the watermark comes to their end.
/// <see cref="KeyedWindow{TIn, TKey, TAcc, TOut, TWindows, TNext, TLate}"/> makes an operator of it.
/// </summary>
/// <remarks>Implemented by structs. Thread: the one that runs the subtask's step. Results and late rows go to the outputs that a call is given.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
public interface IKeyedWindows<TIn, TKey, TAcc, TOut> where TIn : unmanaged where TKey : unmanaged where TAcc : unmanaged
{
    /// <summary>True if a row may have results follow at once, so that few rows are taken before the next look at room.</summary>
    static virtual bool FiresOnRows => false;

    /// <summary>What a snapshot of these windows begins with.</summary>
    string Part { get; }

    /// <summary>Called once before anything else.</summary>
    void Open(SubtaskContext context);

    /// <summary>Takes rows, all of them.</summary>
    void Add<TOutputs>(ReadOnlySpan<Timed<TIn>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>;

    /// <summary>Takes what rows have come to before the exchange. None of it is ever late.</summary>
    void Merge<TOutputs>(ReadOnlySpan<Partial<TKey, TAcc>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>;

    /// <summary>Does what the watermark of the outputs brings. False: unfinished; to be called again before anything else.</summary>
    bool Advance<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>;

    /// <summary>Does what the wall clock brings. False: unfinished; to be called again before anything else.</summary>
    bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>;

    /// <summary>Called before the outputs apply what they have been sent.</summary>
    void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>;

    /// <summary>Writes down what is kept.</summary>
    void Save(SnapshotWriter to);

    /// <summary>Adds what <see cref="Save"/> has written, as far as keys belong to this subtask.</summary>
    void Load(SnapshotReader from);

    /// <summary>Gives back all memory; also if it was never opened.</summary>
    void Close();
}
