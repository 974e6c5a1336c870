namespace Millrace.Connectors;

/// <summary>What a feed writes to. Not thread-safe.</summary>
internal interface IRowQueue<T>
{
    /// <summary>Adds a row made from a value, in the scope of the batch's text. False: no room, wait for it and repeat.</summary>
    bool TryAdd<TValue>(TValue value, Func<TValue, T> row);

    /// <summary>Advances an enumerator in the scope of the batch's text.</summary>
    bool MoveNext<TValue>(IEnumerator<TValue> values);

    /// <summary>Ends when there is room.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellation);

    /// <summary>Hands over what there is.</summary>
    void Flush();

    /// <summary>True if the subtask has nothing to do.</summary>
    bool IsAwaited { get; }
}
