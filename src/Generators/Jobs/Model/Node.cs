using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Model;

/// <summary>
/// An operator of the plan, as the user wrote it. <see cref="Id"/> is its index in <see cref="JobModel.Nodes"/>; methods
/// and types made for it end in that number.
/// </summary>
/// <param name="Name">Given by <c>Named</c>, or the operator's own.</param>
/// <param name="Inputs">Where its rows come from.</param>
/// <param name="Row">Type of the rows that it sends on (that it takes, for a sink).</param>
internal abstract record Node(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row)
{
    /// <summary>The expression for the number of subtasks of the vertex that begins here; -1 for the job's parallelism.</summary>
    public int Subtasks { get; init; } = -1;
}

/// <summary>An output of a node: 0, or 1 for late rows.</summary>
internal readonly record struct Input(int Node, int Port);

internal sealed record SourceNode(int Id, string Name, bool IsNamed, TypeModel Row, ConnectorModel Connector, int Source)
    : Node(Id, Name, IsNamed, EquatableArray<Input>.Empty, Row);

internal sealed record SinkNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, ConnectorModel Connector, int Sink)
    : Node(Id, Name, IsNamed, Inputs, Row);

internal sealed record WhereNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, int Predicate)
    : Node(Id, Name, IsNamed, Inputs, Row);

internal sealed record SelectNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, int Selector)
    : Node(Id, Name, IsNamed, Inputs, Row);

internal sealed record SelectManyNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, int Selector)
    : Node(Id, Name, IsNamed, Inputs, Row)
{
    /// <summary>True if it only makes rows of what the operator before it keeps: the ranks of a <c>TopN</c>, the rows of a window.</summary>
    public bool IsUnfolding { get; init; }
}

internal sealed record EventTimeNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, int Time, int OutOfOrderness)
    : Node(Id, Name, IsNamed, Inputs, Row)
{
    /// <summary>What watermarks are made of; null if an out-of-orderness says all.</summary>
    public WatermarkModel? Watermarks { get; init; }
}

/// <summary>Gives rows the time at which they are read.</summary>
internal sealed record IngestionTimeNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row)
    : Node(Id, Name, IsNamed, Inputs, Row);

/// <summary>Windows behind it work by the clock; rows pass as they are.</summary>
internal sealed record ProcessingTimeNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row)
    : Node(Id, Name, IsNamed, Inputs, Row);

internal sealed record UnionNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row)
    : Node(Id, Name, IsNamed, Inputs, Row);

/// <summary>An exchange that the user asks for: what follows is a vertex of its own.</summary>
internal sealed record ExchangeNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, ExchangeMode Mode)
    : Node(Id, Name, IsNamed, Inputs, Row)
{
    /// <summary>The function of a <see cref="ExchangeMode.Partition"/>.</summary>
    public int Partitioner { get; init; } = -1;

    /// <summary>True if it leads to the subtask of the same index where there are as many on both sides, and to each in turn where there are not.</summary>
    public bool IsNear => Mode is ExchangeMode.Rescale or ExchangeMode.Chain or ExchangeMode.Iterate or ExchangeMode.Feedback;

    /// <summary>For an <see cref="ExchangeMode.Feedback"/>: the head of the loop. No input, so that nodes have an order.</summary>
    public int Loop { get; init; } = -1;

    /// <summary>True if that is only known when the job is built.</summary>
    public bool Adapts { get; init; }
}

internal enum ExchangeMode
{
    /// <summary>To each subtask in turn.</summary>
    Rebalance,

    /// <summary>To a subtask chosen at random.</summary>
    Shuffle,

    /// <summary>To the subtask of the same index.</summary>
    Rescale,

    /// <summary>To the subtask that a function chooses.</summary>
    Partition,

    /// <summary>Like <see cref="Rescale"/>, but also with one subtask: what follows is not chained to what stands before.</summary>
    Chain,

    /// <summary>Like <see cref="Chain"/>; what follows is the head of a loop.</summary>
    Iterate,

    /// <summary>Like <see cref="Chain"/>; back to the head of a loop.</summary>
    Feedback,
}

/// <summary>An operator with state per key: rows of one key meet in one subtask.</summary>
internal abstract record KeyedNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel InputRow, KeyModel Key)
    : Node(Id, Name, IsNamed, Inputs, Row);

internal sealed record ReduceNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, KeyModel Key, int Reducer)
    : KeyedNode(Id, Name, IsNamed, Inputs, Row, Row, Key);

/// <summary>Lets some rows of each key pass.</summary>
internal sealed record KeepNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, KeyModel Key, KeptRows Kept)
    : KeyedNode(Id, Name, IsNamed, Inputs, Row, Row, Key);

internal enum KeptRows
{
    /// <summary>The first of each key.</summary>
    First,

    /// <summary>Those not older than the latest of their key so far.</summary>
    Latest,
}

/// <summary>A rolling aggregate, or one per window if there is a <see cref="WindowModel"/>.</summary>
internal sealed record AggregateNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel InputRow, KeyModel Key, GroupModel Group, WindowModel? Window)
    : KeyedNode(Id, Name, IsNamed, Inputs, Row, InputRow, Key)
{
    /// <summary>Set for a reduce or fold over windows, which is an aggregate of the generator's making.</summary>
    public FoldModel? Fold { get; init; }

    /// <summary>The expression that says which rows are aggregated, of all that are kept; -1 if all are.</summary>
    public int Evictor { get; init; } = -1;

    /// <summary>True if it is a ranking of all rows so far: a row that is among the first passes on.</summary>
    public bool IsRanking => Window is null && Group.Slots.Any(static slot => slot.Method == "Ranked");

    /// <summary>True if accumulators of parts can be put together.</summary>
    public bool CanMerge => Fold is not { IsReduce: false };

    /// <summary>True if aggregation may start before the exchange.</summary>
    public bool CanBePartial => CanMerge && Evictor < 0 && Window is { HasPanes: true } && Group.Slots.All(slot => !slot.KeepsAll);
}

/// <summary>A key: its type, and the lambda that reads it from a row; -1 if the row itself is the key.</summary>
internal sealed record KeyModel(TypeModel Type, int Lambda)
{
    /// <summary>The key that all rows have in common: one subtask has all of them.</summary>
    public static readonly KeyModel One = new(new TypeModel("global::Millrace.AllRows", RowType.Opaque("global::Millrace.AllRows", pointsOutside: false), false, false), -2);

    public bool IsOne => Lambda == One.Lambda;
}

/// <param name="Argument">The expression that describes the windows.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Late">What becomes of late rows.</param>
internal sealed record WindowModel(int Argument, WindowKind Kind, LateRows Late)
{
    /// <summary>True for windows of processing time.</summary>
    public bool ByClock { get; init; }

    /// <summary>True for windows of so many rows.</summary>
    public bool IsCount => Kind is WindowKind.TumblingCount or WindowKind.SlidingCount;

    /// <summary>True if rows need an event time to find their window.</summary>
    public bool NeedsEventTime => !IsCount && Kind != WindowKind.Global;

    /// <summary>True if rows can be gathered before it is known which other rows share their window.</summary>
    public bool HasPanes => !IsCount && !ByClock && Kind != WindowKind.Session && Firing is not { SeesRows: true } && !(Firing is not null && Kind == WindowKind.Sliding);

    /// <summary>When it fires beside at its end; null if only then.</summary>
    public FiringModel? Firing { get; init; }

    /// <summary>True if it is made of parts, so that their accumulators have to be put together.</summary>
    public bool Merges => Kind is WindowKind.Session or WindowKind.Cumulating or WindowKind.SlidingCount || (Kind == WindowKind.Sliding && Firing is null);

    /// <summary>True if it can fire at other times than its end.</summary>
    public bool CanFire => Kind is WindowKind.Tumbling or WindowKind.Sliding or WindowKind.Global;
}

internal enum WindowKind
{
    Tumbling,
    Sliding,
    Session,
    Global,
    Cumulating,

    /// <summary>So many rows.</summary>
    TumblingCount,

    /// <summary>The last so many rows.</summary>
    SlidingCount,
}

internal enum LateRows
{
    /// <summary>Nothing was said: counted and left out.</summary>
    Unsaid,

    /// <summary>Counted and left out, as the user says.</summary>
    Drop,

    /// <summary>Sent to port 1.</summary>
    Output,
}

/// <summary>What the lambda of an aggregate lifts.</summary>
/// <param name="Result">The lambda, in which every call on <c>group</c> has become a property of the generated group.</param>
/// <param name="Values">What is read of each row.</param>
/// <param name="Slots">What is kept per key.</param>
internal sealed record GroupModel(int Result, EquatableArray<ValueModel> Values, EquatableArray<SlotModel> Slots);

internal sealed record ValueModel(int Lambda, TypeModel Type);

/// <param name="Property">Name in the generated group.</param>
/// <param name="Method">Name of the method of <c>Group</c>.</param>
/// <param name="Values">What it reads of a row.</param>
internal sealed record SlotModel(string Property, string Method, SlotValues Values, TypeModel Result, CustomAggregateModel? Custom)
{
    /// <summary>The expression that says how many values, or which rows, it keeps; -1 if it needs none.</summary>
    public int Count { get; init; } = -1;

    /// <summary>True for a ranking in which rows stay that have the measure of the last.</summary>
    public bool KeepsTies { get; init; }

    /// <summary>True if it keeps every value, so that rows are not gathered before an exchange.</summary>
    public bool KeepsAll => Method is "CountDistinct" or "ToList" or "Rows" or "EvictedRows";
}

/// <param name="Argument">The expression that makes the aggregate.</param>
/// <param name="Type">Its static type.</param>
/// <param name="Accumulator">What it keeps per key.</param>
/// <param name="CanRetract">True if it can take out what it has merged.</param>
internal sealed record CustomAggregateModel(int Argument, string Type, TypeModel Accumulator, bool CanRetract);
