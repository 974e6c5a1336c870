using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Memory;

/// <summary>How a table makes room: moves the entries of a page that is full to a larger one, and from a full size on to two.</summary>
internal static unsafe class TableGrowth<TKey, TKeyRecord, TValue>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
{
    /// <summary>Makes room in the page of a hash.</summary>
    /// <param name="directory">The table's pages.</param>
    /// <param name="mixed">The hash.</param>
    /// <param name="epochs">True if entries have epochs.</param>
    /// <exception cref="MemoryExhaustedException">There is no memory, or no hash to tell keys apart by.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Grow(ref TableDirectory directory, ulong mixed, bool epochs)
    {
        do
        {
            if (directory.IsSmall) Enlarge(ref directory, epochs);
            else Split(ref directory, directory.FirstOf(directory.EntryOf(mixed)), epochs);
        } while (directory.FillAt(directory.EntryOf(mixed)).Count >= directory.Layout.Capacity);
    }

    private static void Enlarge(ref TableDirectory directory, bool epochs)
    {
        var old = directory.Layout;
        TablePage small = directory.PageAt(0), large;
        directory.Layout = new TableLayout(old.PageBytes * 2, sizeof(TableEntry<TKey, TValue>));
        try
        {
            large = directory.NewPage();
        }
        catch (MemoryExhaustedException)
        {
            directory.Layout = old;
            throw;
        }
        Move(in directory, small.Address, old, large.Address, epochs);
        directory.Place(large, directory.FillAt(0).Count, 0, 0);
        directory.Return(small);
    }

    /// <summary>Moves the half of a page's entries whose next bit is set to a page of their own.</summary>
    [SkipLocalsInit]
    private static void Split(ref TableDirectory directory, int entry, bool epochs)
    {
        int depth = directory.FillAt(entry).Depth;
        if (directory.TryDouble(depth)) entry *= 2;
        var layout = directory.Layout;
        TablePage left = directory.PageAt(entry), right = directory.NewPage();
        byte* copy = stackalloc byte[2 * Segment.StandardBytes];
        var from = new TableAddress { Entries = copy, Tags = copy + Segment.StandardBytes };
        NativeMemory.Copy(left.Address.Entries, from.Entries, (nuint)layout.PageBytes);
        NativeMemory.Copy(left.Address.Tags, from.Tags, (nuint)(layout.Slots + TableLayout.GroupSlots));
        NativeMemory.Clear(left.Address.Tags, (nuint)layout.TagBytes);
        int moved = Divide(in directory, from, left.Address, right.Address, 1ul << (63 - depth), epochs);
        int half = directory.SpanOf(entry) / 2;
        directory.Place(left, directory.FillAt(entry).Count - moved, entry, depth + 1);
        directory.Place(right, moved, entry + half, depth + 1);
    }

    /// <summary>Puts all entries of a page of another layout into one that is empty.</summary>
    private static void Move(in TableDirectory directory, TableAddress from, TableLayout old, TableAddress to, bool epochs)
    {
        var layout = directory.Layout;
        for (int slot = 0; slot < old.Slots; slot++)
        {
            if (from.Tags[slot] == 0) continue;
            var entry = TableEntry<TKey, TValue>.At(from.Entries, slot);
            int free = layout.FreeSlot(to.Tags, directory.Mix(TKeyRecord.Hash(in entry->Key)));
            layout.SetTag(to.Tags, free, from.Tags[slot]);
            *TableEntry<TKey, TValue>.At(to.Entries, free) = *entry;
            if (epochs) layout.EpochAt(to.Entries, free) = old.EpochAt(from.Entries, slot);
        }
    }

    /// <summary>Puts all entries of a page into one of two others that are empty, by a bit of the hash. Returns how many have the bit set.</summary>
    private static int Divide(in TableDirectory directory, TableAddress from, TableAddress clear, TableAddress set, ulong bit, bool epochs)
    {
        int moved = 0;
        var (clearRun, setRun) = (new TableRun { Address = clear }, new TableRun { Address = set });
        var layout = directory.Layout;
        for (int group = 0; group < layout.Slots; group += TableLayout.GroupSlots)
        {
            uint used = Vector128.Load(from.Tags + group).ExtractMostSignificantBits();
            for (; used != 0; used &= used - 1)
            {
                int slot = group + BitOperations.TrailingZeroCount(used);
                // Behind the last are repetitions.
                if (slot >= layout.Slots) break;
                var entry = TableEntry<TKey, TValue>.At(from.Entries, slot);
                ulong mixed = directory.Mix(TKeyRecord.Hash(in entry->Key));
                bool isSet = (mixed & bit) != 0;
                ref var run = ref isSet ? ref setRun : ref clearRun;
                moved += isSet ? 1 : 0;
                int free = run.FreeSlot(TableLayout.Home(mixed, layout.Slots), slot, layout.Slots);
                layout.SetTag(run.Address.Tags, free, from.Tags[slot]);
                *TableEntry<TKey, TValue>.At(run.Address.Entries, free) = *entry;
                if (epochs) layout.EpochAt(run.Address.Entries, free) = layout.EpochAt(from.Entries, slot);
            }
        }
        return moved;
    }
}
