using Millrace.State;

namespace Millrace.Testing;

/// <summary>Tests of one <see cref="OperatorAttribute"/> struct, without a job: <c>using var test = OperatorTest.For(new Visits(gap), keyBy: click => click.User);</c></summary>
/// <remarks>Time is virtual and moves only when the test says so. Thread: the test's.</remarks>
public static class OperatorTest
{
    /// <summary>A test of a function behind a <c>KeyBy</c>.</summary>
    /// <param name="function">The function; its <c>Open</c> is called at once.</param>
    /// <param name="keyBy">The key of a row.</param>
    /// <param name="start">The clock at the beginning; the start of the year 2000 if not given.</param>
    public static KeyedOperatorTest<TIn, TKey, TOut> For<TIn, TKey, TOut>(IKeyedProcessFunction<TIn, TKey, TOut> function, Func<TIn, TKey> keyBy, Timestamp? start = null)
        where TIn : unmanaged where TKey : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(keyBy);
        return new(Tested<TOut>(typeof(KeyedOperator<,,,,>), [typeof(TIn), typeof(TKey), typeof(TOut)], function, keyBy), start);
    }

    /// <summary>A test of a function over rows without key.</summary>
    /// <param name="function">The function; its <c>Open</c> is called at once.</param>
    /// <param name="start">The clock at the beginning; the start of the year 2000 if not given.</param>
    public static RowOperatorTest<TIn, TOut> For<TIn, TOut>(IProcessFunction<TIn, TOut> function, Timestamp? start = null) where TIn : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(Tested<TOut>(typeof(RowOperator<,,,>), [typeof(TIn), typeof(TOut)], function), start);
    }

    /// <summary>A test of a function over two keyed streams.</summary>
    /// <param name="function">The function; its <c>Open</c> is called at once.</param>
    /// <param name="leftKey">The key of a row of the left stream.</param>
    /// <param name="rightKey">The key of a row of the right stream.</param>
    /// <param name="start">The clock at the beginning; the start of the year 2000 if not given.</param>
    public static ConnectedOperatorTest<TLeft, TRight, TKey, TOut> For<TLeft, TRight, TKey, TOut>(
        IConnectedFunction<TLeft, TRight, TKey, TOut> function, Func<TLeft, TKey> leftKey, Func<TRight, TKey> rightKey, Timestamp? start = null)
        where TLeft : unmanaged where TRight : unmanaged where TKey : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(leftKey);
        ArgumentNullException.ThrowIfNull(rightKey);
        return new(Tested<TOut>(typeof(ConnectedOperator<,,,,,>), [typeof(TLeft), typeof(TRight), typeof(TKey), typeof(TOut)], function, leftKey, rightKey), start);
    }

    /// <summary>A test of a function over a keyed and a broadcast stream.</summary>
    /// <param name="function">The function; its <c>Open</c> is called at once.</param>
    /// <param name="keyBy">The key of a row of the keyed stream.</param>
    /// <param name="start">The clock at the beginning; the start of the year 2000 if not given.</param>
    public static BroadcastOperatorTest<TIn, TBroadcast, TKey, TOut> For<TIn, TBroadcast, TKey, TOut>(
        IBroadcastFunction<TIn, TBroadcast, TKey, TOut> function, Func<TIn, TKey> keyBy, Timestamp? start = null)
        where TIn : unmanaged where TBroadcast : unmanaged where TKey : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(keyBy);
        return new(Tested<TOut>(typeof(BroadcastOperator<,,,,,>), [typeof(TIn), typeof(TBroadcast), typeof(TKey), typeof(TOut)], function, keyBy), start);
    }

    private static TestedOperator<TOut> Tested<TOut>(Type operatorType, Type[] rows, object function, params object[] keys) =>
        (TestedOperator<TOut>)Activator.CreateInstance(operatorType.MakeGenericType([.. rows, function.GetType(), StateOf(function)]), [function, .. keys])!;

    /// <summary>The generated layout of a function's state, which nobody should have to name.</summary>
    private static Type StateOf(object function)
    {
        var type = function.GetType();
        var half = Array.Find(type.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IFunctionState<,>));
        return half is not null && type.IsValueType ? half.GetGenericArguments()[0]
            : throw new ArgumentException($"'{type.Name}' is not laid out; make it a partial struct marked [Operator], in a project that uses the generator.", nameof(function));
    }
}
