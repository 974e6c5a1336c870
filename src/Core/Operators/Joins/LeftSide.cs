using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The left side of a join.</summary>
internal readonly struct LeftSide<TLeft, TRight> : IJoinSide<TLeft, TRight, TLeft, TRight> where TLeft : unmanaged where TRight : unmanaged
{
    public static ref TimeList<Kept<TLeft>> Own(ref JoinEntry<TLeft, TRight> entry) => ref entry.Left;

    public static ref TimeList<Kept<TRight>> Other(ref JoinEntry<TLeft, TRight> entry) => ref entry.Right;

    public static long FirstPartner(IntervalSpec interval, long time) => TimeMath.Add(time, interval.LowerUs);

    public static bool IsBeyondTime(IntervalSpec interval, long time) => interval.LowerUs > 0 && time > long.MaxValue - interval.LowerUs;

    public static long LastPartner(IntervalSpec interval, long time) => TimeMath.Add(time, interval.UpperUs);

    public static bool Keeps<TFn, TOut>() where TFn : struct, IJoinFunction<TLeft, TRight, TOut> => TFn.KeepsLeft;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Pair<TFn, TOut>(ref TFn functions, in TLeft own, in TRight other) where TFn : struct, IJoinFunction<TLeft, TRight, TOut> =>
        functions.Pair(in own, in other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Alone<TFn, TOut>(ref TFn functions, in TLeft own) where TFn : struct, IJoinFunction<TLeft, TRight, TOut> => functions.Left(in own);
}
