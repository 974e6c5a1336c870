using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>Number of rows. All zero: none yet.</summary>
public struct CountSlot
{
    private long _count;

    /// <summary>Number of rows.</summary>
    public readonly long Result => _count;

    /// <summary>Counts a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add() => _count++;

    /// <summary>Counts a row if it passes; without a branch, which would often be mispredicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(bool passes) => _count += passes ? 1 : 0;

    /// <summary>Adds what <paramref name="other"/> has counted.</summary>
    public void Merge(in CountSlot other) => _count += other._count;

    /// <summary>Takes out what <paramref name="other"/> has counted, which had been merged.</summary>
    public void Retract(in CountSlot other) => _count -= other._count;
}
