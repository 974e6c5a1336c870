using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Millrace.Memory;

/// <summary>Goes through the entries of a table in slot order.</summary>
internal static unsafe class TableWalk
{
    /// <summary>Moves to the next entry; false at the end.</summary>
    /// <param name="directory">The table's pages.</param>
    /// <param name="cursor">Where the walk is.</param>
    /// <param name="drain">True to empty every page that is left.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MoveNext(ref TableDirectory directory, ref TableCursor cursor, bool drain)
    {
        int entry = cursor.Page, slot = cursor.Slot;
        if (entry < directory.Length)
        {
            byte* tags = directory.At(entry).Tags;
            int slots = directory.Layout.Slots;
            while (slot < slots)
            {
                // A tag in use has its top bit set; those behind the last slot are repetitions.
                uint used = Vector128.Load(tags + slot).ExtractMostSignificantBits();
                if (used == 0)
                {
                    slot += TableLayout.GroupSlots;
                    continue;
                }
                slot += BitOperations.TrailingZeroCount(used);
                if (slot >= slots) break;
                cursor = new TableCursor(entry, slot + 1);
                return true;
            }
        }
        return NextPage(ref directory, ref cursor, drain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NextPage(ref TableDirectory directory, ref TableCursor cursor, bool drain)
    {
        int entry = cursor.Page;
        while (entry < directory.Length)
        {
            int next = entry + directory.SpanOf(entry);
            if (drain) directory.Empty(entry);
            cursor = new TableCursor(next, 0);
            if (next < directory.Length && directory.FillAt(next).Count != 0) return MoveNext(ref directory, ref cursor, drain);
            entry = next;
        }
        return false;
    }
}
