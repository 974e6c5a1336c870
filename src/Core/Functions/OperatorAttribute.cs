namespace Millrace;

/// <summary>
/// Marks a <c>partial struct</c> that processes rows: it implements <see cref="IProcessFunction{TIn, TOut}"/> or
/// <see cref="IKeyedProcessFunction{TIn, TKey, TOut}"/>, and the generator writes the half that lays out its <see cref="StateAttribute"/> fields.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class OperatorAttribute : Attribute;
