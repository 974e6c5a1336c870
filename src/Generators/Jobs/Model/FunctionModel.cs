using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>A function of the user's.</summary>
/// <param name="Argument">The expression that makes it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Sides">The side outputs that the job reads: ports from 1.</param>
internal sealed record FunctionModel(int Argument, string Type, EquatableArray<SideOutputModel> Sides)
{
    /// <summary>Type of its state per key.</summary>
    public string StateType => Type + ".__State";
}

/// <param name="Field">The static field that stands for it.</param>
/// <param name="Row">Its rows.</param>
internal sealed record SideOutputModel(string Field, TypeModel Row);

/// <summary>A node that calls a function of the user's.</summary>
internal interface IFunctionNode
{
    FunctionModel Function { get; }

    /// <summary>The same node with another function model.</summary>
    Node With(FunctionModel function);
}

/// <summary>Calls a function for each row.</summary>
internal sealed record ProcessNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, FunctionModel Function)
    : Node(Id, Name, IsNamed, Inputs, Row), IFunctionNode
{
    public Node With(FunctionModel function) => this with { Function = function };
}

/// <summary>Calls a function for each row of two streams, with state and timers per key.</summary>
/// <param name="IsBroadcast">True if every subtask gets every row of the right stream.</param>
internal sealed record ConnectNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel Key, FunctionModel Function, bool IsBroadcast)
    : TwoInputNode(Id, Name, IsNamed, Inputs, Row, Key), IFunctionNode
{
    public Node With(FunctionModel function) => this with { Function = function };
}

/// <summary>Calls a function for each row, with state and timers per key.</summary>
internal sealed record KeyedProcessNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel InputRow, KeyModel Key, FunctionModel Function)
    : KeyedNode(Id, Name, IsNamed, Inputs, Row, InputRow, Key), IFunctionNode
{
    public Node With(FunctionModel function) => this with { Function = function };
}
