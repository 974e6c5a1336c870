namespace Millrace.Jobs.Tests.Randomized;

/// <summary>Numbers of rows, below 320, as bits.</summary>
[Record]
public readonly partial record struct RowSet(long A, long B, long C, long D, long E)
{
    /// <summary>Both, without what is in both; so that a row added twice is missing, and is found.</summary>
    public RowSet Xor(RowSet other) => new(A ^ other.A, B ^ other.B, C ^ other.C, D ^ other.D, E ^ other.E);

    public static RowSet Of(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, 320);
        long bit = 1L << row;
        return (row / 64) switch { 0 => new(bit, 0, 0, 0, 0), 1 => new(0, bit, 0, 0, 0), 2 => new(0, 0, bit, 0, 0), 3 => new(0, 0, 0, bit, 0), _ => new(0, 0, 0, 0, bit) };
    }

    public int[] ToArray()
    {
        long[] words = [A, B, C, D, E];
        return [.. Enumerable.Range(0, 320).Where(row => (words[row / 64] >> row & 1) != 0)];
    }
}

/// <summary>Which rows a window has; with an inverse, so that sliding windows subtract.</summary>
public readonly struct Members : IRetractableAggregate<int, RowSet, RowSet>
{
    public RowSet Create() => default;
    public void Add(ref RowSet acc, in int value) => acc = acc.Xor(RowSet.Of(value));
    public void Merge(ref RowSet acc, in RowSet other) => acc = acc.Xor(other);
    public void Retract(ref RowSet acc, in RowSet other) => acc = acc.Xor(other);
    public RowSet Result(in RowSet acc) => acc;
}

/// <summary>The same without an inverse, so that sliding windows keep stacks.</summary>
public readonly struct MergedMembers : IAggregate<int, RowSet, RowSet>
{
    public RowSet Create() => default;
    public void Add(ref RowSet acc, in int value) => acc = acc.Xor(RowSet.Of(value));
    public void Merge(ref RowSet acc, in RowSet other) => acc = acc.Xor(other);
    public RowSet Result(in RowSet acc) => acc;
}
