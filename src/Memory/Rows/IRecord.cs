namespace Millrace.Memory;

/// <summary>
/// What the engine knows of a row type at compile time: how to hash, compare and move it. Written by the generator for
/// each <c>[Record]</c> (which implements it for itself) and for tuples; by the library for primitives.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
/// <remarks>All members are static, so that a call through a type parameter is a direct, inlined call.</remarks>
public interface IRecord<T> where T : unmanaged
{
    /// <summary>True if a row can point at bytes outside itself (long text, lists). Constant, so unused paths vanish.</summary>
    static abstract bool HasText { get; }

    /// <summary>Bytes that <see cref="MoveText"/> will copy for this row; 0 if all its text is inline.</summary>
    static abstract int TextBytes(in T row);

    /// <summary>Copies the row's long text into <paramref name="area"/> and points the row at the copies.</summary>
    static abstract void MoveText(ref T row, ref TextArea area);

    /// <summary>Points the row's long text at a block that has moved; throws <see cref="InvalidDataException"/> for text outside the block.</summary>
    static abstract void Rebase(ref T row, in Rebase rebase);

    /// <summary>
    /// Zeroes the bytes between fields. Called for rows that leave the process; inside it hash, equality and order only look at
    /// fields. Does nothing for types without padding.
    /// </summary>
    static virtual void ClearPadding(ref T row) { }

    /// <summary>
    /// The event time by which exchanges of batch mode sort rows, in microseconds since the Unix epoch; <see cref="long.MinValue"/> for
    /// types that do not carry one.
    /// </summary>
    static virtual long TimeOf(in T row) => long.MinValue;

    /// <summary>The key hash over canonical values. Fixed for ever.</summary>
    static abstract ulong Hash(in T row);

    /// <summary>Equality of content, as <see cref="Hash"/> sees it (−0.0 equals 0.0, NaN equals NaN).</summary>
    static abstract bool AreEqual(in T left, in T right);

    /// <summary>Order of content, field by field.</summary>
    static abstract int Compare(in T left, in T right);
}
