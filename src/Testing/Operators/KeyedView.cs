using System.Numerics;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.State;

namespace Millrace.Testing;

/// <summary>Looks at the state and timers of a function.</summary>
internal static class KeyedView<TKey, TFn, TState, TOut>
    where TKey : unmanaged where TFn : struct, IFunctionState<TState, KeyedContext<TKey, TOut>> where TState : unmanaged
{
    /// <summary>Number of keys that have state or a timer.</summary>
    public static long Keys(KeyedFunction<TKey, AnyRecord<TKey>, TFn, TState, TOut> function) => Count(function, static present => present != 0 ? 1 : 0);

    /// <summary>Number of timers that are set.</summary>
    public static int Timers(KeyedFunction<TKey, AnyRecord<TKey>, TFn, TState, TOut> function)
    {
        ulong mask = 0;
        for (uint timers = TFn.EventTimers | TFn.ProcessingTimers; timers != 0; timers &= timers - 1) mask |= StateBinder.MaskOfTimer(BitOperations.TrailingZeroCount(timers));
        return (int)Count(function, present => BitOperations.PopCount(present & mask));
    }

    /// <summary>Reads the state of a key through its function.</summary>
    public static T Read<TFunction, T>(KeyedFunction<TKey, AnyRecord<TKey>, TFn, TState, TOut> function, TKey key, Func<TFunction, T> read)
    {
        if (function.Function is not TFunction tested) throw new ArgumentException($"'{typeof(TFn).Name}' is under test, not '{typeof(TFunction).Name}'.", nameof(read));
        ulong hash = AnyRecord<TKey>.Hash(in key);
        function.Enter(in key, hash, long.MinValue);
        try
        {
            return read(tested);
        }
        finally
        {
            function.Leave(hash);
        }
    }

    private static long Count(KeyedFunction<TKey, AnyRecord<TKey>, TFn, TState, TOut> function, Func<ulong, int> count)
    {
        long sum = 0;
        TableCursor cursor = default;
        while (function.Table.MoveNext(ref cursor)) sum += count(function.Table.ValueAt(cursor).Header.Present);
        return sum;
    }
}
