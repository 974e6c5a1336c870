using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Operators;

/// <summary>An <c>[Operator]</c> struct: no symbols, no positions.</summary>
/// <param name="Namespace">Full name of its namespace, or empty.</param>
/// <param name="Headers">Declaration headers from the outermost type to the struct.</param>
/// <param name="FullName">Name with <c>global::</c>.</param>
/// <param name="Context">What its calls see: <c>global::Millrace.KeyedContext&lt;…&gt;</c>.</param>
/// <param name="HasOnTimer">True if it has <c>OnTimer</c>.</param>
/// <param name="HasLifecycle">True if it has <c>Open</c> and <c>Close</c>.</param>
/// <param name="IsComplete">False if something is wrong; then only a skeleton is emitted.</param>
internal sealed record OperatorModel(
    string Namespace, EquatableArray<string> Headers, string FullName, string Context,
    EquatableArray<StateFieldModel> Fields, bool HasOnTimer, bool HasLifecycle, bool IsComplete);

/// <param name="Name">Name of the field.</param>
/// <param name="Kind">What it is.</param>
/// <param name="TypeArguments">Type arguments as written in generated code.</param>
/// <param name="Types">The types that are kept: the value, or the key and value of a map, or the accumulator.</param>
/// <param name="Expires">True if it expires.</param>
internal sealed record StateFieldModel(string Name, StateKind Kind, EquatableArray<string> TypeArguments, EquatableArray<RowType> Types, bool Expires);

internal enum StateKind
{
    Value,
    List,
    Map,
    Reducing,
    Aggregating,

    /// <summary>Of the subtask, not of a key.</summary>
    Broadcast,

    /// <summary>Of the subtask, shared out evenly.</summary>
    Operator,

    /// <summary>Of the subtask, given to all.</summary>
    Union,
    EventTimer,
    ProcessingTimer,
}
