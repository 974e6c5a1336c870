using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Keeps the lifted rows of each key and window, and hands on those that an evictor leaves, to an <see cref="EvictedAggregate{TIn, TKey, TAcc, TFn, TOut, TNext}"/>.</summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TSelector">The key of a lifted row.</typeparam>
/// <param name="selector">The key of a lifted row.</param>
/// <param name="evictor">Which rows stay.</param>
public struct EvictedFunction<TIn, TKey, TSelector>(TSelector selector, EvictSpec evictor) : IWindowFunction<TIn, TKey, EvictedAcc<TIn>, EvictedRows<TIn, TKey>>
    where TIn : unmanaged, IRecord<TIn> where TKey : unmanaged where TSelector : struct, IKeySelector<TIn, TKey>
{
    private readonly EvictSpec _evictor = evictor;
    private TSelector _selector = selector;

    /// <inheritdoc/>
    public static bool CanMerge => false;

    /// <inheritdoc/>
    public TKey Key(in TIn row) => _selector.Key(in row);

    /// <inheritdoc/>
    public readonly void Create(ref EvictedAcc<TIn> acc, in TIn row, long time, StateHeap heap) => acc.Rows.Add(in _evictor, in row, time, heap);

    /// <inheritdoc/>
    public readonly void Add(ref EvictedAcc<TIn> acc, in TIn row, long time, StateHeap heap) => acc.Rows.Add(in _evictor, in row, time, heap);

    /// <inheritdoc/>
    public readonly void Merge(ref EvictedAcc<TIn> acc, in EvictedAcc<TIn> other, StateHeap heap) => acc.Rows.Merge(in other.Rows, heap);

    /// <inheritdoc/>
    public readonly void Release(ref EvictedAcc<TIn> acc, StateHeap heap) => acc.Rows.Release(heap);

    /// <inheritdoc/>
    public readonly EvictedRows<TIn, TKey> Result(in TKey key, Window window, in EvictedAcc<TIn> acc) => new(key, window, acc.Rows.Result);
}
