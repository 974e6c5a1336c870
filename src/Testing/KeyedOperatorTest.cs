namespace Millrace.Testing;

/// <summary>A test of a function behind a <c>KeyBy</c>; see <see cref="OperatorTest"/>.</summary>
/// <typeparam name="TIn">The rows it takes.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public sealed class KeyedOperatorTest<TIn, TKey, TOut> : OperatorTest<TIn, TOut> where TIn : unmanaged where TKey : unmanaged
{
    internal KeyedOperatorTest(TestedOperator<TIn, TOut> tested, Timestamp? start) : base(tested, start) { }

    /// <summary>Number of timers that are set, of all keys together.</summary>
    public int PendingTimers => Tested.PendingTimers;

    /// <summary>Number of keys that have state, or a timer that is set. State that has expired counts until it has been cleaned up.</summary>
    public long Keys => Tested.Keys;

    /// <summary>Bytes that long text, lists and maps of all keys take in state, text of keys included; 0 once all has been cleared.</summary>
    public long StateBytes => Tested.StateBytes;

    /// <summary>
    /// Looks at the state of a key through the function itself, as during a call: <c>test.Read("ada", (Visits visits) => visits.Clicks)</c>, where
    /// <c>Clicks</c> is a property of the function. Reading renews what a read renews, and nothing else changes.
    /// </summary>
    /// <param name="key">The key; one of which nothing is kept has empty state.</param>
    /// <param name="read">What to read; the type of its argument must be written.</param>
    public T Read<TFunction, T>(TKey key, Func<TFunction, T> read) where TFunction : struct, IKeyedProcessFunction<TIn, TKey, TOut>
    {
        ArgumentNullException.ThrowIfNull(read);
        return ((IKeyedState<TKey>)Tested).Read(key, read);
    }
}
