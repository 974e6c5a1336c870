using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>How each method of a group is kept, added to and merged.</summary>
internal static class SlotCode
{
    private const string Operators = "global::Millrace.Operators.";

    public static string Type(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" => Operators + "CountSlot",
        "Sum" => $"{Operators}SumSlot<{slot.Result.Name}>",
        "Average" when slot.Result.Name == "decimal" => Operators + "DecimalAverageSlot",
        "Average" => $"{Operators}AverageSlot<{(Value(slot, node).Name == "double" ? "double" : "long")}>",
        "CountDistinct" => $"{Operators}DistinctSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "Aggregate" => $"{Operators}AggregateSlot<{slot.Custom!.Accumulator.Name}, {slot.Custom.Accumulator.Codec}>",
        _ => $"{Operators}{slot.Method}Slot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
    };

    /// <summary>True if the slot may hold text, so that moving the accumulator has to move it too.</summary>
    public static bool PointsOutside(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" or "Sum" or "Average" => false,
        "CountDistinct" => true,
        "Aggregate" => slot.Custom!.Accumulator.Row.HasText,
        _ => Value(slot, node).Row.HasText,
    };

    public static string Add(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" => "acc.Count.Add();",
        "Sum" or "Average" => $"acc.{slot.Property}.Add(row.V{slot.Value + 1});",
        "First" or "Last" => $"acc.{slot.Property}.Add(in row.V{slot.Value + 1}, time, heap);",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Add<{Custom(slot, node)}>(ref aggregate, in row.V{slot.Value + 1}, heap); }}",
        _ => $"acc.{slot.Property}.Add(in row.V{slot.Value + 1}, heap);",
    };

    public static string Merge(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" or "Sum" or "Average" => $"acc.{slot.Property}.Merge(in other.{slot.Property});",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Merge<{Custom(slot, node)}>(ref aggregate, in other.{slot.Property}, heap); }}",
        _ => $"acc.{slot.Property}.Merge(in other.{slot.Property}, heap);",
    };

    /// <summary>Type arguments of an <c>AggregateSlot</c>'s methods: what it takes, its result, the aggregate.</summary>
    public static string Custom(SlotModel slot, AggregateNode node) => $"{Value(slot, node).Name}, {slot.Result.Name}, {slot.Custom!.Type}";

    private static TypeModel Value(SlotModel slot, AggregateNode node) => node.Group.Values[slot.Value].Type;
}
