using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

internal enum TypeShape
{
    /// <summary>A <c>[Record]</c>, which is its own record type.</summary>
    Record,

    /// <summary>A number, text, time and so on, for which the library has the record type.</summary>
    Primitive,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary>A nullable value.</summary>
    Nullable,

    /// <summary>A tuple, stored as a hidden record.</summary>
    Tuple,

    /// <summary>An anonymous type, which becomes a hidden record.</summary>
    Anonymous,

    /// <summary>Anything else: it can pass from one operator to the next, but not be stored.</summary>
    Other,
}

/// <summary>A type of rows, keys or values.</summary>
/// <param name="Name">As written in generated code, with <c>global::</c>.</param>
/// <param name="Record">The record type of a primitive; else empty.</param>
/// <param name="Parts">Fields of a record, tuple or anonymous type; the value of a nullable.</param>
/// <param name="IsManaged">True if it holds references, so that it cannot be a row inside the engine.</param>
internal sealed record TypeModel(string Name, TypeShape Shape, string Record, EquatableArray<FieldModel> Parts, bool IsManaged);
