using System.Runtime.CompilerServices;

namespace Millrace.Runtime;

/// <summary>Keys belong to key groups (the top 15 bits of their hash), and ranges of key groups to subtasks.</summary>
public static class KeyGroups
{
    /// <summary>Number of key groups; more than the highest parallelism.</summary>
    public const int Count = 1 << 15;

    /// <summary>The subtask that a key belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SubtaskOf(ulong hash, int parallelism) => (int)(((hash >> 49) * (ulong)parallelism) >> 15);
}
