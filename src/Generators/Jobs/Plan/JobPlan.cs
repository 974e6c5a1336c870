using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Plan;

/// <summary>
/// A job after fusion: what becomes a vertex, and the chain in each. There are two shapes, since with one subtask no row
/// has to change its thread.
/// </summary>
/// <param name="Serial">For parallelism 1.</param>
/// <param name="Parallel">For more; null if it is the same.</param>
/// <param name="Runs">Runs of stateless operators, each emitted once.</param>
/// <param name="Sources">What each source reads and how its event time is found.</param>
internal sealed record JobPlan(ShapePlan Serial, ShapePlan? Parallel, EquatableArray<RunPlan> Runs, EquatableArray<SourcePlan> Sources);

internal sealed record ShapePlan(EquatableArray<VertexPlan> Vertices, EquatableArray<EdgePlan> Edges);

/// <param name="Node">The source, the keyed operator at its head, or the exchange in front of it.</param>
internal sealed record VertexPlan(int Node, Chain Chain);

/// <summary>An exchange from an output of a vertex to another.</summary>
/// <param name="Node">The node of the vertex that it leads to, which says how rows choose a subtask.</param>
/// <param name="Input">The side, for an operator with two inputs; else counted from 0.</param>
/// <param name="Partial">True if partial accumulators travel beside rows.</param>
internal sealed record EdgePlan(int From, int Output, int To, int Input, int Node, bool Partial);

/// <param name="UsedFields">Fields of the row that the job uses; null for all.</param>
/// <param name="EventTime">The <c>EventTime</c> that all its rows reach first, or -1.</param>
/// <param name="ProbeSteps">What happens to a row before.</param>
internal sealed record SourcePlan(int Node, EquatableArray<string>? UsedFields, int EventTime, EquatableArray<Step> ProbeSteps);

internal enum RunRole
{
    /// <summary>Head of a source's vertex: takes batches of rows.</summary>
    Source,

    /// <summary>Inside a chain: takes a row.</summary>
    Operator,
}

/// <summary>Stateless operators that become one straight-line method.</summary>
/// <param name="Input">Type of the rows it takes.</param>
/// <param name="Output">Type of the rows it sends on.</param>
internal sealed record RunPlan(RunRole Role, string Input, string Output, EquatableArray<Step> Steps)
{
    /// <summary>True if it ends by making the input of an aggregate, and so writes batches.</summary>
    public bool IsLifted => Steps[Steps.Count - 1].Kind == StepKind.Lift;
}

internal enum StepKind
{
    Where,
    Select,
    EventTime,
    IngestionTime,

    /// <summary>Last of its run.</summary>
    SelectMany,

    /// <summary>Makes the input of an aggregate: the key and the values that it reads.</summary>
    Lift,

    /// <summary>Makes the tuple of a late row.</summary>
    Late,
}

internal readonly record struct Step(StepKind Kind, int Node);

/// <summary>The part of a vertex from one operator to its end.</summary>
internal abstract record Chain;

internal sealed record RunChain(int Run, Chain Next) : Chain;

/// <summary>A keyed operator with its state.</summary>
internal sealed record KeyedChain(int Node, Chain Next, Chain? Late) : Chain;

/// <summary>An operator with two inputs, at the head of its vertex.</summary>
internal sealed record TwoInputChain(int Node, Chain Next, Chain? LateLeft, Chain? LateRight) : Chain;

/// <summary>A function of the user's, with the chains behind its side outputs.</summary>
/// <param name="Input">Type of the rows that it takes.</param>
internal sealed record FunctionChain(int Node, string Input, Chain Next, EquatableArray<Chain> Sides) : Chain;

/// <summary>Asks something outside the job.</summary>
internal sealed record AsyncChain(int Node, Chain Next) : Chain;

/// <summary>Rows go to one of several branches.</summary>
internal sealed record SplitChain(int Node, EquatableArray<Chain> Branches) : Chain;

internal sealed record ForkChain(string RowType, Chain First, Chain Second) : Chain;

/// <summary>Rows go to the subtask of their key.</summary>
internal sealed record HashChain(int Node, int Output) : Chain;

/// <summary>Rows go to the subtasks of an <see cref="Model.ExchangeNode"/>.</summary>
/// <param name="FromOne">True if they come from a vertex of a single subtask.</param>
internal sealed record ExchangeChain(int Node, int Output, bool FromOne) : Chain;

/// <summary>Does before a hash exchange what it can: aggregates and sends partial accumulators, or drops repeated keys.</summary>
internal sealed record PartialChain(int Node, int Output) : Chain;

internal sealed record SinkChain(int Node) : Chain;

/// <summary>Nothing follows.</summary>
internal sealed record EndChain(string RowType) : Chain;
