using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>One side of a join as seen from itself, so that both are the same code.</summary>
internal interface IJoinSide<TOwn, TOther, TLeft, TRight> where TOwn : unmanaged where TOther : unmanaged where TLeft : unmanaged where TRight : unmanaged
{
    static abstract ref TimeList<Kept<TOwn>> Own(ref JoinEntry<TLeft, TRight> entry);

    static abstract ref TimeList<Kept<TOther>> Other(ref JoinEntry<TLeft, TRight> entry);

    /// <summary>Time of the first partner of a row.</summary>
    static abstract long FirstPartner(IntervalSpec interval, long time);

    /// <summary>True if the first partner of a row would come behind the end of time, so that there is none.</summary>
    static abstract bool IsBeyondTime(IntervalSpec interval, long time);

    /// <summary>Time of the last partner of a row.</summary>
    static abstract long LastPartner(IntervalSpec interval, long time);

    /// <summary>True if a row without a partner has a result.</summary>
    static abstract bool Keeps<TFn, TOut>() where TFn : struct, IJoinFunction<TLeft, TRight, TOut>;

    static abstract TOut Pair<TFn, TOut>(ref TFn functions, in TOwn own, in TOther other) where TFn : struct, IJoinFunction<TLeft, TRight, TOut>;

    static abstract TOut Alone<TFn, TOut>(ref TFn functions, in TOwn own) where TFn : struct, IJoinFunction<TLeft, TRight, TOut>;
}
