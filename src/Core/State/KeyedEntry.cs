namespace Millrace.State;

/// <summary>The state of a key: what a table holds for a function.</summary>
internal struct KeyedEntry<TState> where TState : unmanaged
{
    /// <summary>First, where every field finds it.</summary>
    public StateHeader Header;

    /// <summary>The function's fields.</summary>
    public TState State;
}
