using System.Runtime.InteropServices;

namespace Millrace.Runtime;

/// <summary>An index that one side of a ring writes, beside what that side last saw of the other's; on a cache line of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PaddedIndex
{
    [FieldOffset(64)] public long Value;
    [FieldOffset(72)] public long Other;
}
