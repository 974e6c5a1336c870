using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs;

/// <summary>
/// Which of an aggregate's values a slot reads, in the one number <see cref="SlotModel.Value"/>: ten bits each. A slot that
/// reads no more than one value has that value's index there, and one that reads none has -1.
/// </summary>
/// <param name="Value">Index of the value in <see cref="GroupModel.Values"/>, or -1.</param>
/// <param name="By">Index of what rows are compared by, or -1.</param>
/// <param name="Filter">Index of what says whether the slot takes a row, or -1.</param>
internal readonly record struct SlotValues(int Value, int By = -1, int Filter = -1)
{
    /// <summary>An aggregate cannot read more values than this.</summary>
    public const int Most = Mask;

    private const int Bits = 10;
    private const int Mask = (1 << Bits) - 1;

    public static SlotValues Of(SlotModel slot) => new(Part(slot, 0), Part(slot, 1), Part(slot, 2));

    public int Pack() => ((Value + 1) | ((By + 1) << Bits) | ((Filter + 1) << (2 * Bits))) - 1;

    /// <summary>Index of the filter that all slots reading a value share, so that rows that do not pass need not be asked for it; or -1.</summary>
    public static int FilterOf(GroupModel group, int value)
    {
        int filter = -1;
        foreach (var slot in group.Slots)
        {
            var values = Of(slot);
            if (values.Filter == value) return -1;
            if (values.Value != value && values.By != value) continue;
            if (values.Filter < 0 || (filter >= 0 && filter != values.Filter)) return -1;
            filter = values.Filter;
        }
        return filter;
    }

    private static int Part(SlotModel slot, int part) => (((slot.Value + 1) >> (part * Bits)) & Mask) - 1;
}
