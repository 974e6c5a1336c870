namespace Millrace.Runtime;

/// <summary>What asking for a split came to.</summary>
internal enum TakeResult
{
    /// <summary>A split was handed out.</summary>
    Taken,

    /// <summary>None for now: others must get on first. The subtask is woken when that may have changed.</summary>
    Later,

    /// <summary>All splits have been handed out.</summary>
    Exhausted,
}
