namespace Millrace.Runtime;

/// <summary>How rows of an exchange choose a subtask of the consumer.</summary>
public enum ExchangeKind
{
    /// <summary>Subtask i to subtask i; both vertices have the same parallelism.</summary>
    Forward,

    /// <summary>By key group.</summary>
    Hash,

    /// <summary>In turn.</summary>
    Rebalance,

    /// <summary>To every subtask.</summary>
    Broadcast,

    /// <summary>At random.</summary>
    Shuffle,

    /// <summary>As the user's function says.</summary>
    Partition,
}
