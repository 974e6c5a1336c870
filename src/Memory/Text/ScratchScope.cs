namespace Millrace.Memory;

/// <summary>The time for which an arena is a thread's current one; see <see cref="ScratchArena.Enter"/>.</summary>
public readonly ref struct ScratchScope
{
    private readonly ScratchArena? _previous;

    internal ScratchScope(ScratchArena? previous) => _previous = previous;

    /// <summary>Makes the arena before current again. Thread: the one that entered.</summary>
    public void Dispose() => ScratchArena.Leave(_previous);
}
