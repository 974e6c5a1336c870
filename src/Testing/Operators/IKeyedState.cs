namespace Millrace.Testing;

/// <summary>Reads the state of a key through its function.</summary>
internal interface IKeyedState<TKey>
{
    T Read<TFn, T>(TKey key, Func<TFn, T> read);

    /// <summary>The subtask that a key belongs to.</summary>
    int SubtaskOf(TKey key, int parallelism);
}
