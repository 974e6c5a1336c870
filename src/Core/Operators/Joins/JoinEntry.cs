using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What a join keeps of a key.</summary>
internal struct JoinEntry<TLeft, TRight> where TLeft : unmanaged where TRight : unmanaged
{
    public TimeList<Kept<TLeft>> Left;
    public TimeList<Kept<TRight>> Right;

    /// <summary>When the key is to be looked at; there may be further checks that are no longer needed.</summary>
    public long CheckAt;

    /// <summary>Number of checks that are still to come. The key stays until the last, since they refer to its text.</summary>
    public int Checks;

    /// <summary>In session windows: the rows up to here are known to be of one session; no later than the first row if nothing is known.</summary>
    public long Reached;

    public readonly bool IsEmpty => Left.IsEmpty && Right.IsEmpty;
}
