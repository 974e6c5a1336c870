namespace Millrace.Connectors;

/// <summary>What a feed writes to. Not thread-safe.</summary>
internal interface IRowQueue<T>
{
    /// <summary>Adds a row made from a value, in the scope of the batch's text. False: no room, wait for it and repeat.</summary>
    bool TryAdd<TValue>(TValue value, Func<TValue, T> row);

    /// <summary>
    /// Adds rows made from the values of an enumerator, as many as there is room for: one call for many rows. True: they have ended, or the
    /// feed is cancelled. False: no room, wait for it and repeat.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="row">Makes a row of one.</param>
    /// <param name="isAhead">True if the enumerator's current value has not been added; false at first.</param>
    /// <param name="cancellation">Ends it between two rows.</param>
    bool TryAddAll<TValue>(IEnumerator<TValue> values, Func<TValue, T> row, ref bool isAhead, CancellationToken cancellation);

    /// <summary>Ends when there is room.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellation);

    /// <summary>Hands over what there is.</summary>
    void Flush();
}
