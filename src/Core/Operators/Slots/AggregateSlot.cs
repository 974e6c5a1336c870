using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The accumulator of a user's own aggregate. All zero: none yet.</summary>
/// <typeparam name="TAcc">The accumulator; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move accumulators.</typeparam>
public struct AggregateSlot<TAcc, TRecord> where TAcc : unmanaged where TRecord : struct, IRecord<TAcc>
{
    private TAcc _acc;
    private bool _created;

    /// <summary>True if an accumulator can have long text.</summary>
    public static bool HasText => TRecord.HasText;

    /// <summary>Bytes of long text.</summary>
    public static int TextBytes(in AggregateSlot<TAcc, TRecord> slot) => slot._created ? TRecord.TextBytes(in slot._acc) : 0;

    /// <summary>Copies the long text to <paramref name="area"/>.</summary>
    public static void MoveText(ref AggregateSlot<TAcc, TRecord> slot, ref TextArea area)
    {
        if (slot._created) TRecord.MoveText(ref slot._acc, ref area);
    }

    /// <summary>Follows long text that has moved.</summary>
    public static void Rebase(ref AggregateSlot<TAcc, TRecord> slot, in Rebase rebase)
    {
        if (slot._created) TRecord.Rebase(ref slot._acc, in rebase);
    }

    /// <summary>Adds a value by the user's <paramref name="aggregate"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TIn, TOut, TAggregate>(ref TAggregate aggregate, in TIn value, StateHeap heap)
        where TAggregate : IAggregate<TIn, TAcc, TOut>
    {
        TAcc acc = _created ? _acc : aggregate.Create();
        aggregate.Add(ref acc, in value);
        Set(in acc, heap);
    }

    /// <summary>Merges by the user's <paramref name="aggregate"/>.</summary>
    public void Merge<TIn, TOut, TAggregate>(ref TAggregate aggregate, in AggregateSlot<TAcc, TRecord> other, StateHeap heap)
        where TAggregate : IAggregate<TIn, TAcc, TOut>
    {
        if (!other._created) return;
        // Beside nothing the other is all there is; a fold, which cannot merge, is read from a snapshot like this.
        TAcc acc = other._acc;
        if (_created)
        {
            acc = _acc;
            aggregate.Merge(ref acc, in other._acc);
        }
        Set(in acc, heap);
    }

    /// <summary>Takes out by the user's <paramref name="aggregate"/> what had been merged. Accumulators have no text.</summary>
    public void Retract<TIn, TOut, TAggregate>(ref TAggregate aggregate, in AggregateSlot<TAcc, TRecord> other)
        where TAggregate : IRetractableAggregate<TIn, TAcc, TOut>
    {
        if (other._created) aggregate.Retract(ref _acc, in other._acc);
    }

    /// <summary>The result by the user's <paramref name="aggregate"/>; of no values, that of the accumulator it creates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TOut Result<TIn, TOut, TAggregate>(ref TAggregate aggregate) where TAggregate : IAggregate<TIn, TAcc, TOut> =>
        _created ? aggregate.Result(in _acc) : aggregate.Result(aggregate.Create());

    /// <summary>Frees the long text; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (_created) heap.Release<TAcc, TRecord>(in _acc);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(in TAcc acc, StateHeap heap)
    {
        if (!TRecord.HasText) _acc = acc;
        else if (_created) heap.Replace<TAcc, TRecord>(ref _acc, in acc);
        else _acc = heap.Keep<TAcc, TRecord>(in acc);
        _created = true;
    }
}
