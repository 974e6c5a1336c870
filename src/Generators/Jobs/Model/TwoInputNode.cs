using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>
/// An operator with two keyed inputs, always the head of a vertex of its own. Its inputs are two <see cref="SideNode"/>s, the left one
/// first.
/// </summary>
/// <param name="Key">Type of the key, the same on both sides.</param>
internal abstract record TwoInputNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key)
    : Node(Id, Name, IsNamed, Inputs, Row);

/// <summary>The right side of an operator, if every subtask gets every row of it.</summary>
internal sealed record BroadcastSideNode(int Id, string Name, EquatableArray<Input> Inputs, TypeModel Row) : Node(Id, Name, false, Inputs, Row);

/// <summary>One side of the look-up of rows in a table: the rows stay where they are, and every subtask gets every row of the table.</summary>
/// <param name="Side">0 for the rows, 1 for the table.</param>
internal sealed record LookupSideNode(int Id, string Name, EquatableArray<Input> Inputs, TypeModel Row, KeyModel Key, int Side)
    : KeyedNode(Id, Name, false, Inputs, Row, Row, Key);

/// <summary>
/// One side of a <see cref="TwoInputNode"/>: rows go to the subtask of their key. A node of its own, so that one stream can be both sides.
/// </summary>
/// <param name="Side">0 for the left side, 1 for the right.</param>
internal sealed record SideNode(int Id, string Name, EquatableArray<Input> Inputs, TypeModel Row, KeyModel Key, int Side)
    : KeyedNode(Id, Name, false, Inputs, Row, Row, Key);
