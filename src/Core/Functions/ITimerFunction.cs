namespace Millrace;

/// <summary>A keyed function with timers: fields of type <see cref="EventTimer"/> or <see cref="ProcessingTimer"/>, marked <see cref="StateAttribute"/>.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public interface ITimerFunction<TKey, TOut>
{
    /// <summary>
    /// A timer has come due; state is that of its key. Which one it was, its <c>IsFiring</c> says; it is no longer set and may be set again.
    /// </summary>
    /// <param name="time">The time that it was set for.</param>
    /// <param name="context">Takes the rows made.</param>
    void OnTimer(Timestamp time, KeyedContext<TKey, TOut> context);
}
