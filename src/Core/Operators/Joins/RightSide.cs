using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The right side of a join: the interval is mirrored.</summary>
internal readonly struct RightSide<TLeft, TRight> : IJoinSide<TRight, TLeft, TLeft, TRight> where TLeft : unmanaged where TRight : unmanaged
{
    public static ref TimeList<Kept<TRight>> Own(ref JoinEntry<TLeft, TRight> entry) => ref entry.Right;

    public static ref TimeList<Kept<TLeft>> Other(ref JoinEntry<TLeft, TRight> entry) => ref entry.Left;

    public static long FirstPartner(IntervalSpec interval, long time) => TimeMath.Subtract(time, interval.UpperUs);

    public static bool IsBeyondTime(IntervalSpec interval, long time) => interval.UpperUs < 0 && time > long.MaxValue + interval.UpperUs;

    public static long LastPartner(IntervalSpec interval, long time) => TimeMath.Subtract(time, interval.LowerUs);

    public static bool Keeps<TFn, TOut>() where TFn : struct, IJoinFunction<TLeft, TRight, TOut> => TFn.KeepsRight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Pair<TFn, TOut>(ref TFn functions, in TRight own, in TLeft other) where TFn : struct, IJoinFunction<TLeft, TRight, TOut> =>
        functions.Pair(in other, in own);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Alone<TFn, TOut>(ref TFn functions, in TRight own) where TFn : struct, IJoinFunction<TLeft, TRight, TOut> => functions.Right(in own);
}
