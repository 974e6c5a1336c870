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
        var operatorType = typeof(KeyedOperator<,,,,>).MakeGenericType(typeof(TIn), typeof(TKey), typeof(TOut), function.GetType(), StateOf(function));
        return new KeyedOperatorTest<TIn, TKey, TOut>((TestedOperator<TIn, TOut>)Activator.CreateInstance(operatorType, function, keyBy)!, start);
    }

    /// <summary>A test of a function over rows without key.</summary>
    /// <param name="function">The function; its <c>Open</c> is called at once.</param>
    /// <param name="start">The clock at the beginning; the start of the year 2000 if not given.</param>
    public static OperatorTest<TIn, TOut> For<TIn, TOut>(IProcessFunction<TIn, TOut> function, Timestamp? start = null) where TIn : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        var operatorType = typeof(RowOperator<,,,>).MakeGenericType(typeof(TIn), typeof(TOut), function.GetType(), StateOf(function));
        return new OperatorTest<TIn, TOut>((TestedOperator<TIn, TOut>)Activator.CreateInstance(operatorType, function)!, start);
    }

    /// <summary>The generated layout of a function's state, which nobody should have to name.</summary>
    private static Type StateOf(object function)
    {
        var type = function.GetType();
        var half = Array.Find(type.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IFunctionState<,>));
        return half is not null && type.IsValueType ? half.GetGenericArguments()[0]
            : throw new ArgumentException($"'{type.Name}' is not laid out; make it a partial struct marked [Operator], in a project that uses the generator.", nameof(function));
    }
}
