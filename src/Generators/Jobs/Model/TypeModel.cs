using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Model;

/// <summary>A type of rows, keys or values.</summary>
/// <param name="Name">As written in generated code, with <c>global::</c>.</param>
/// <param name="Row">What records know of it; of a nullable, of its value.</param>
/// <param name="IsNullable">True for <c>T?</c>.</param>
/// <param name="IsManaged">True if it holds references.</param>
internal sealed record TypeModel(string Name, RowType Row, bool IsNullable, bool IsManaged)
{
    /// <summary>The record type (<c>TRecord</c>) that describes it.</summary>
    public string Codec => IsNullable ? $"global::Millrace.Records.NullableRecord<{Row.Name}, {Row.Codec}>" : Row.Codec;

    /// <summary>The record type that a connector is given which is only known when the job is built.</summary>
    public string OpenCodec => IsStorable ? Codec : $"global::Millrace.Records.OpaqueRecord<{Name}>";

    /// <summary>True if it can be a key or be kept in state.</summary>
    public bool IsStorable => Row.IsSupported && !IsManaged && !IsNullable;

    /// <summary>A field of this type in a generated row.</summary>
    public RowField Field(string name) => new(name, Row) { IsNullable = IsNullable };
}
