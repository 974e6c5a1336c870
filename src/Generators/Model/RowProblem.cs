namespace Millrace.Generators.Model;

/// <summary>Why a type cannot be in a row.</summary>
internal enum RowProblem
{
    /// <summary>It can.</summary>
    None,

    /// <summary>A managed type; <see cref="RowType.Remedy"/> names the replacement.</summary>
    Managed,

    /// <summary>A pointer, native-size integer or other unmanaged type without a fixed layout.</summary>
    NotPortable,

    /// <summary>A struct that is not marked <c>[Record]</c>.</summary>
    NotARecord,

    /// <summary>The record contains itself.</summary>
    Recursive,

    /// <summary>A record of an assembly that was built without the generator; <see cref="RowType.Remedy"/> names the assembly.</summary>
    WithoutHalf,

    /// <summary>The type does not exist (yet), or is a record that cannot have a half; that is reported where it is.</summary>
    Unknown,
}
