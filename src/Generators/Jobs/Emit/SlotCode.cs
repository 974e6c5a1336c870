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
        "Variance" => Operators + "VarianceSlot",
        "CountDistinct" => $"{Operators}DistinctSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "ApproximateCountDistinct" => $"{Operators}ApproximateDistinctSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "Aggregate" => $"{Operators}AggregateSlot<{slot.Custom!.Accumulator.Name}, {slot.Custom.Accumulator.Codec}>",
        "MinBy" or "MaxBy" => $"{Operators}{slot.Method}Slot<{By(slot, node).Name}, {By(slot, node).Codec}, {Value(slot, node).Name}, {Value(slot, node).Codec}>",
        _ => $"{Operators}{slot.Method}Slot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
    };

    /// <summary>True if the slot may hold text, so that moving the accumulator has to move it too.</summary>
    public static bool PointsOutside(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" or "Sum" or "Average" or "Variance" => false,
        "CountDistinct" or "ApproximateCountDistinct" or "Rows" => true,
        "Aggregate" => slot.Custom!.Accumulator.Row.HasText,
        "MinBy" or "MaxBy" => By(slot, node).Row.HasText || Value(slot, node).Row.HasText,
        _ => Value(slot, node).Row.HasText,
    };

    public static string Add(SlotModel slot, AggregateNode node) => (slot.Method, slot.Values.Filter) switch
    {
        (_, < 0) => AddAny(slot, node),
        ("Count", var filter) => $"acc.{slot.Property}.Add(row.V{filter + 1});",
        (_, var filter) => $"if (row.V{filter + 1}) {AddAny(slot, node)}",
    };

    public static string Merge(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" or "Sum" or "Average" or "Variance" => $"acc.{slot.Property}.Merge(in other.{slot.Property});",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Merge<{Custom(slot, node)}>(ref aggregate, in other.{slot.Property}, heap); }}",
        _ => $"acc.{slot.Property}.Merge(in other.{slot.Property}, heap);",
    };

    /// <summary>The member of the generated group that gives the result; not of an aggregate of the user's.</summary>
    public static string Member(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" when slot.Property == "Count" => "public long Count() => _acc.Count.Result;",
        // The whole slot, which has a property for each of the results.
        "Variance" => $"public ref readonly {Type(slot, node)} {slot.Property} => ref _acc.{slot.Property};",
        _ => $"public {slot.Result.Name} {slot.Property} => _acc.{slot.Property}.Result;",
    };

    /// <summary>Type arguments of an <c>AggregateSlot</c>'s methods: what it takes, its result, the aggregate.</summary>
    public static string Custom(SlotModel slot, AggregateNode node) => $"{Value(slot, node).Name}, {slot.Result.Name}, {slot.Custom!.Type}";

    private static string AddAny(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" => $"acc.{slot.Property}.Add();",
        "Sum" or "Average" or "Variance" => $"acc.{slot.Property}.Add({Field(slot)});",
        "First" or "Last" => $"acc.{slot.Property}.Add(in {Field(slot)}, time, heap);",
        "MinBy" or "MaxBy" => $"acc.{slot.Property}.Add(in row.V{slot.Values.By + 1}, in {Field(slot)}, time, heap);",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Add<{Custom(slot, node)}>(ref aggregate, in {Field(slot)}, heap); }}",
        _ => $"acc.{slot.Property}.Add(in {Field(slot)}, heap);",
    };

    private static string Field(SlotModel slot) => $"row.V{slot.Values.Value + 1}";

    private static TypeModel Value(SlotModel slot, AggregateNode node) => node.Group.Values[slot.Values.Value].Type;

    private static TypeModel By(SlotModel slot, AggregateNode node) => node.Group.Values[slot.Values.By].Type;
}
