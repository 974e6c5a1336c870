using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Adds rows to merged blocks.</summary>
internal static class LaneWriter
{
    /// <summary>Copies a row and its text; false if the block is full. A row longer than usual finds room in an empty lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAppend<TRow, TRecord>(MergedBlock block, int lane, in TRow row, SortMemory memory)
        where TRow : unmanaged where TRecord : struct, IRecord<TRow>
    {
        ref var segment = ref block[lane];
        segment ??= memory.Rent((int)Math.Max(RowWriter.BytesFor<TRow, TRecord>(in row), memory.BlockBytes));
        return new RowWriter(segment).TryAppend<TRow, TRecord>(in row);
    }
}
