using System.Runtime.CompilerServices;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>A join's function over rows that carry their event time.</summary>
internal struct TimedFunction<TLeft, TRight, TFn, TOut>(TFn functions) : IJoinFunction<Timed<TLeft>, Timed<TRight>, TOut>
    where TLeft : unmanaged where TRight : unmanaged where TFn : struct, IJoinFunction<TLeft, TRight, TOut>
{
    private TFn _functions = functions;

    public static bool KeepsLeft => TFn.KeepsLeft;

    public static bool KeepsRight => TFn.KeepsRight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TOut Pair(in Timed<TLeft> left, in Timed<TRight> right) => _functions.Pair(in left.Row, in right.Row);

    public TOut Left(in Timed<TLeft> left) => _functions.Left(in left.Row);

    public TOut Right(in Timed<TRight> right) => _functions.Right(in right.Row);
}
