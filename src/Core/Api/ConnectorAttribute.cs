namespace Millrace;

/// <summary>
/// Says which runtime type executes a source or sink: for a <see cref="Source{T}"/> a <c>SplitSource&lt;T&gt;</c>, for a <see cref="Sink{T}"/> a struct operator,
/// with a constructor that takes the description. Optional: where the compiler sees the description's type, it closes that type over the rows at build time, which checks
/// their layout there and lets the chain be compiled ahead; elsewhere the description does it (<see cref="Source{T}.CreateSplits"/>, <see cref="Sink{T}.EndChain"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConnectorAttribute(Type runtimeType) : Attribute
{
    /// <summary>Open generic type with two parameters: the row type and its record type.</summary>
    public Type RuntimeType { get; } = runtimeType;
}
