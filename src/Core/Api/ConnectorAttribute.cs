namespace Millrace;

/// <summary>
/// Says which runtime type executes a source or sink. For a <see cref="Source{T}"/>: a class
/// <c>SourceReader&lt;T, TRecord&gt; : SplitReader&lt;T&gt;</c>-factory; for a <see cref="Sink{T}"/>: a struct operator.
/// The compiler closes it over the row type and its record type, so a row reaches it without a virtual call.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConnectorAttribute(Type runtimeType) : Attribute
{
    /// <summary>Open generic type with two parameters: the row type and its record type.</summary>
    public Type RuntimeType { get; } = runtimeType;
}
