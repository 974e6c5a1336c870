using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>A page of a table that is filled with the entries of another, in the order in which they lay there.</summary>
/// <remarks>
/// That is nearly the order of their homes: most go to their home, or to the end of the run of entries that lies over it. Finding that by
/// comparison of two numbers takes no branch that cannot be foreseen, which a search slot by slot does.
/// </remarks>
internal unsafe struct TableRun
{
    // Slots from here to before the end are taken.
    private int _start;
    private int _end;

    /// <summary>The page.</summary>
    public TableAddress Address;

    /// <summary>The slot for the next entry.</summary>
    /// <param name="home">Where its search begins, here as in the page it came from.</param>
    /// <param name="from">The slot that it had.</param>
    /// <param name="slots">Slots of a page.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FreeSlot(int home, int from, int slots)
    {
        int free = Math.Max(home, _end);
        // Before the run, or around the end of the page, or where one from there lies.
        if (home < _start || home > from || free >= slots || Address.Tags[free] != 0) return Search(home, slots);
        _start = home >= _end ? home : _start;
        _end = free + 1;
        return free;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Search(int home, int slots)
    {
        int free = home;
        while (Address.Tags[free] != 0) free = free + 1 == slots ? 0 : free + 1;
        if (free == _end) _end++;
        return free;
    }
}
