using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The accumulator of an aggregate behind an evictor: the lifted rows themselves, of which those that stay are aggregated when the window fires.</summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
public struct EvictedAcc<TIn> : IRecord<EvictedAcc<TIn>> where TIn : unmanaged, IRecord<TIn>
{
    /// <summary>The rows.</summary>
    internal EvictedRowsSlot<TIn, TIn> Rows;

    static bool IRecord<EvictedAcc<TIn>>.HasText => true;

    static int IRecord<EvictedAcc<TIn>>.TextBytes(in EvictedAcc<TIn> row) => EvictedRowsSlot<TIn, TIn>.TextBytes(in row.Rows);

    static void IRecord<EvictedAcc<TIn>>.MoveText(ref EvictedAcc<TIn> row, ref TextArea area) => EvictedRowsSlot<TIn, TIn>.MoveText(ref row.Rows, ref area);

    static void IRecord<EvictedAcc<TIn>>.Rebase(ref EvictedAcc<TIn> row, in Rebase rebase) => EvictedRowsSlot<TIn, TIn>.Rebase(ref row.Rows, in rebase);

    // An accumulator is neither a key nor sorted.
    static ulong IRecord<EvictedAcc<TIn>>.Hash(in EvictedAcc<TIn> row) => throw new NotSupportedException();

    static bool IRecord<EvictedAcc<TIn>>.AreEqual(in EvictedAcc<TIn> left, in EvictedAcc<TIn> right) => throw new NotSupportedException();

    static int IRecord<EvictedAcc<TIn>>.Compare(in EvictedAcc<TIn> left, in EvictedAcc<TIn> right) => throw new NotSupportedException();
}
