namespace Millrace.Generators.Jobs.Model;

/// <summary>Which of an aggregate's values a slot reads: indexes in <see cref="GroupModel.Values"/>, or -1.</summary>
/// <param name="Value">What it adds.</param>
/// <param name="By">What rows are compared by.</param>
/// <param name="Filter">What says whether it takes a row.</param>
/// <param name="Then">What rows of equal <paramref name="By"/> are compared by.</param>
internal readonly record struct SlotValues(int Value, int By = -1, int Filter = -1, int Then = -1)
{
    /// <summary>Index of the filter that all slots reading a value share, so that rows that do not pass need not be asked for it; or -1.</summary>
    public static int FilterOf(GroupModel group, int value)
    {
        int filter = -1;
        foreach (var slot in group.Slots)
        {
            var values = slot.Values;
            if (values.Filter == value) return -1;
            if (values.Value != value && values.By != value && values.Then != value) continue;
            if (values.Filter < 0 || (filter >= 0 && filter != values.Filter)) return -1;
            filter = values.Filter;
        }
        return filter;
    }
}
