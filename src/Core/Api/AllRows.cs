using Millrace.Memory;

namespace Millrace;

/// <summary>The one key of windows over a whole stream (<see cref="Stream{T}.WindowAll(Tumbling)"/>), which says nothing.</summary>
public readonly record struct AllRows : IRecord<AllRows>
{
    // Any number will do, as long as it is always the same.
    private const ulong FixedHash = 0x9e3779b97f4a7c15;

    static bool IRecord<AllRows>.HasText => false;

    static int IRecord<AllRows>.TextBytes(in AllRows row) => 0;

    static void IRecord<AllRows>.MoveText(ref AllRows row, ref TextArea area) { }

    static void IRecord<AllRows>.Rebase(ref AllRows row, in Rebase rebase) { }

    static ulong IRecord<AllRows>.Hash(in AllRows row) => FixedHash;

    static bool IRecord<AllRows>.AreEqual(in AllRows left, in AllRows right) => true;

    static int IRecord<AllRows>.Compare(in AllRows left, in AllRows right) => 0;
}
