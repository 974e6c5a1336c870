using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// The user's part of a keyed window aggregate, as a struct functor written by the generator.
/// </summary>
/// <typeparam name="TIn">The lifted input: the key and the values that the aggregates read, nothing else.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TAcc">The accumulator: one slot per aggregate, all in one row.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
public interface IWindowFunction<TIn, TKey, TAcc, TOut> : IKeySelector<TIn, TKey>
    where TIn : unmanaged where TKey : unmanaged where TAcc : unmanaged
{
    /// <summary>True if partial accumulators can be merged, so that aggregation may start before the exchange. Constant.</summary>
    static abstract bool CanMerge { get; }

    /// <summary>
    /// True if <see cref="Retract"/> takes out exactly what <see cref="Merge"/> has added, accumulators have no text, and a first row may
    /// come by <see cref="Add"/> as well. Constant.
    /// </summary>
    static virtual bool CanRetract => false;

    /// <summary>First row of a key in a pane: <paramref name="acc"/> is all zero.</summary>
    void Create(ref TAcc acc, in TIn row, long time, StateHeap heap);

    /// <summary>A further row.</summary>
    void Add(ref TAcc acc, in TIn row, long time, StateHeap heap);

    /// <summary>Adds what another accumulator has seen. Text in <paramref name="other"/> is copied to <paramref name="heap"/>.</summary>
    void Merge(ref TAcc acc, in TAcc other, StateHeap heap);

    /// <summary>Takes out what <see cref="Merge"/> has added. Called only if <see cref="CanRetract"/>.</summary>
    void Retract(ref TAcc acc, in TAcc other) => throw new NotSupportedException();

    /// <summary>Frees what an accumulator keeps in <paramref name="heap"/>; it is not used afterwards.</summary>
    void Release(ref TAcc acc, StateHeap heap);

    /// <summary>The result of a window.</summary>
    TOut Result(in TKey key, Window window, in TAcc acc);
}
