using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>A join of two keyed streams: its function makes a row of two, or of one without a partner. Late rows leave by port 1 (left) and 2 (right).</summary>
internal abstract record JoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector)
    : TwoInputNode(Id, Name, IsNamed, Inputs, Row, Key)
{
    /// <summary>True if event time says which rows are partners.</summary>
    public bool NeedsEventTime => this is not (RegularJoinNode or BroadcastJoinNode);
}

/// <summary>Joins rows that are within an interval of time of each other.</summary>
internal sealed record IntervalJoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector, EquatableArray<NamedArgument> Bounds)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, Kind, Selector);

/// <summary>Joins rows that fall into the same window.</summary>
internal sealed record WindowJoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector, int Window)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, Kind, Selector);

/// <summary>Groups the rows of both sides that fall into the same window, for the function that follows.</summary>
internal sealed record CoGroupNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, int Window)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, JoinKind.Full, -1);

/// <summary>Joins each left row with the latest right row at or before its time.</summary>
internal sealed record TemporalJoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, Kind, Selector);

/// <summary>Joins each row with the rows of the other side that came before it: in a time, if that ends.</summary>
internal sealed record RegularJoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector, EquatableArray<NamedArgument> Limits, bool Ends)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, Kind, Selector);

/// <summary>Looks left rows up in a table. Its inputs are <see cref="LookupSideNode"/>s.</summary>
internal sealed record BroadcastJoinNode(
    int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, JoinKind Kind, int Selector)
    : JoinNode(Id, Name, IsNamed, Inputs, Row, Key, Kind, Selector);

internal enum JoinKind
{
    /// <summary>Pairs only.</summary>
    Inner,

    /// <summary>And left rows without a partner.</summary>
    Left,

    /// <summary>And right rows without a partner.</summary>
    Right,

    /// <summary>And both.</summary>
    Full,
}

/// <summary>An argument that the user wrote, evaluated when the graph is built.</summary>
/// <param name="Parameter">Name of its parameter.</param>
/// <param name="Lambda">The method made of it.</param>
internal readonly record struct NamedArgument(string Parameter, int Lambda);
