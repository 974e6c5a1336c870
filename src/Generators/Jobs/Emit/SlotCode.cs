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
        "Average" when Value(slot, node).Name == "long" => Operators + "LongAverageSlot",
        "Average" => $"{Operators}AverageSlot<{(Value(slot, node).Name == "double" ? "double" : "long")}>",
        "Variance" => Operators + "VarianceSlot",
        "Quantile" => Operators + "QuantileSlot",
        "TopK" or "BottomK" => $"{Operators}TopSlot<{Order(slot, node).Type}, {Order(slot, node).Codec}, {Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "Ranked" => $"{Operators}RankedSlot<{Order(slot, node).Type}, {Order(slot, node).Codec}, {Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "ToList" => $"{Operators}ListSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "CountDistinct" => $"{Operators}DistinctSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "ApproximateCountDistinct" => $"{Operators}ApproximateDistinctSlot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "Aggregate" => $"{Operators}AggregateSlot<{slot.Custom!.Accumulator.Name}, {slot.Custom.Accumulator.Codec}>",
        "MinBy" or "MaxBy" => $"{Operators}ExtremeBySlot<{Order(slot, node).Type}, {Order(slot, node).Codec}, {Value(slot, node).Name}, {Value(slot, node).Codec}>",
        "Min" or "Max" => $"{Operators}ExtremeSlot<{Value(slot, node).Name}, {Codec(slot, Value(slot, node))}>",
        _ => $"{Operators}{slot.Method}Slot<{Value(slot, node).Name}, {Value(slot, node).Codec}>",
    };

    /// <summary>True if the slot may hold text, so that moving the accumulator has to move it too.</summary>
    public static bool PointsOutside(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" or "Sum" or "Average" or "Variance" => false,
        "CountDistinct" or "ApproximateCountDistinct" or "Quantile" or "TopK" or "BottomK" or "Ranked" or "ToList" or "Rows" or "EvictedRows" => true,
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
        "TopK" or "BottomK" => $"acc.{slot.Property}.Merge(_{slot.Property}, in other.{slot.Property}, heap);",
        "Ranked" => $"acc.{slot.Property}.Merge(_{slot.Property}, {(slot.KeepsTies ? "true" : "false")}, in other.{slot.Property}, heap);",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Merge<{Custom(slot, node)}>(ref aggregate, in other.{slot.Property}, heap); }}",
        _ => $"acc.{slot.Property}.Merge(in other.{slot.Property}, heap);",
    };

    /// <summary>
    /// True if what was merged can be taken out again, exactly: not where sums of doubles or decimals round, nor where only the best
    /// value is kept.
    /// </summary>
    public static bool CanRetract(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" => true,
        "Sum" or "Average" => Value(slot, node).Name is not ("double" or "decimal"),
        "Aggregate" => slot.Custom!.CanRetract && !PointsOutside(slot, node),
        _ => false,
    };

    public static string Retract(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Retract<{Custom(slot, node)}>(ref aggregate, in other.{slot.Property}); }}",
        _ => $"acc.{slot.Property}.Retract(in other.{slot.Property});",
    };

    /// <summary>What the expression of a slot becomes before the first row: its type, and the method that makes and checks it.</summary>
    public static (string Type, string Make) Setting(SlotModel slot, AggregateNode node) =>
        slot.Method == "EvictedRows" ? ($"{Operators}EvictSpec", $"{Operators}EvictSpec.Of") : ("int", $"{Type(slot, node)}.CheckCount");

    /// <summary>The member of the generated group that gives the result; not of an aggregate of the user's.</summary>
    public static string Member(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" when slot.Property == "Count" => "public long Count() => _acc.Count.Result;",
        // The whole slot, which has a member for each of the results.
        "Variance" or "Quantile" => $"public ref readonly {Type(slot, node)} {slot.Property} => ref _acc.{slot.Property};",
        "Ranked" when node.IsRanking => $"public {slot.Result.Name} {slot.Property} => _acc.{slot.Property}.Chosen;",
        _ => $"public {slot.Result.Name} {slot.Property} => _acc.{slot.Property}.Result;",
    };

    /// <summary>Type arguments of an <c>AggregateSlot</c>'s methods: what it takes, its result, the aggregate.</summary>
    public static string Custom(SlotModel slot, AggregateNode node) => $"{Value(slot, node).Name}, {slot.Result.Name}, {slot.Custom!.Type}";

    private static string AddAny(SlotModel slot, AggregateNode node) => slot.Method switch
    {
        "Count" => $"acc.{slot.Property}.Add();",
        "Sum" or "Average" or "Variance" => $"acc.{slot.Property}.Add({Field(slot)});",
        "First" or "Last" or "ToList" => $"acc.{slot.Property}.Add(in {Field(slot)}, time, heap);",
        "EvictedRows" => $"acc.{slot.Property}.Add(in _{slot.Property}, in {Field(slot)}, time, heap);",
        "Quantile" => $"acc.{slot.Property}.Add({Field(slot)}, heap);",
        "TopK" or "BottomK" => $"acc.{slot.Property}.Add(_{slot.Property}, {Order(slot, node).Value}, in {Field(slot)}, time, heap);",
        "Ranked" => $"acc.{slot.Property}.Add(_{slot.Property}, {(slot.KeepsTies ? "true" : "false")}, {Order(slot, node).Value}, in {Field(slot)}, time, heap);",
        "MinBy" or "MaxBy" => $"acc.{slot.Property}.Add(in row.V{slot.Values.By + 1}, in {Field(slot)}, time, heap);",
        "Aggregate" => $"{{ var aggregate = _{slot.Property}; acc.{slot.Property}.Add<{Custom(slot, node)}>(ref aggregate, in {Field(slot)}, heap); }}",
        _ => $"acc.{slot.Property}.Add(in {Field(slot)}, heap);",
    };

    private static string Field(SlotModel slot) => $"row.V{slot.Values.Value + 1}";

    private static TypeModel Value(SlotModel slot, AggregateNode node) => node.Group.Values[slot.Values.Value].Type;

    /// <summary>What rows are ordered by: the type, its record type, and the expression that makes it of a row.</summary>
    private static (string Type, string Codec, string Value) Order(SlotModel slot, AggregateNode node)
    {
        var by = By(slot, node);
        var order = (Type: by.Name, Codec: Codec(slot, by), Value: $"row.V{slot.Values.By + 1}");
        if (slot.Values.Then < 0) return order;
        var then = node.Group.Values[slot.Values.Then].Type;
        string both = $"{Operators}ThenBy<{order.Type}, {then.Name}>";
        return (both, $"{Operators}ThenByRecord<{order.Type}, {order.Codec}, {then.Name}, {then.Codec}>", $"new {both}({order.Value}, row.V{slot.Values.Then + 1})");
    }

    /// <summary>What is known of a measure, in the order that puts first what the slot looks for.</summary>
    private static string Codec(SlotModel slot, TypeModel measure) =>
        slot.Method is "Max" or "MaxBy" or "TopK" or "Ranked" ? $"{Operators}Reversed<{measure.Name}, {measure.Codec}>" : measure.Codec;

    private static TypeModel By(SlotModel slot, AggregateNode node) => node.Group.Values[slot.Values.By].Type;
}
