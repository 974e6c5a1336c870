using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs;

/// <summary>
/// Which of an aggregate's values a slot reads, in the one number <see cref="SlotModel.Value"/>: ten bits each. A slot that
/// reads no more than one value has that value's index there, and one that reads none has -1.
/// </summary>
/// <param name="Value">Index of the value in <see cref="GroupModel.Values"/>, or -1.</param>
/// <param name="By">Index of what rows are compared by, or -1.</param>
internal readonly record struct SlotValues(int Value, int By = -1)
{
    /// <summary>An aggregate cannot read more values than this.</summary>
    public const int Most = Mask;

    private const int Bits = 10;
    private const int Mask = (1 << Bits) - 1;

    public static SlotValues Of(SlotModel slot) => new(Part(slot, 0), Part(slot, 1));

    public int Pack() => ((Value + 1) | ((By + 1) << Bits)) - 1;

    private static int Part(SlotModel slot, int part) => (((slot.Value + 1) >> (part * Bits)) & Mask) - 1;
}
