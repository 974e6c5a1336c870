using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>A <c>[Record]</c> to be completed, without symbols or positions.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Headers">First lines of the declarations from the outermost type to the record: <c>partial class Shop</c>.</param>
/// <param name="Row">Its fields.</param>
/// <param name="Output">How much of it can be generated.</param>
internal sealed record RecordModel(string Namespace, EquatableArray<string> Headers, RowType Row, RecordOutput Output)
{
    /// <summary>Name of the field whose type is not known, if that is all that is wrong.</summary>
    public string Unread { get; init; } = "";

    /// <summary>Name of the generated file, unique in the assembly.</summary>
    public string Hint => Row.Name.Replace("global::", "").Replace("@", "");
}

/// <summary>How much of a record can be generated.</summary>
internal enum RecordOutput
{
    /// <summary>Nothing: adding to the type would make further errors.</summary>
    Nothing,

    /// <summary>A note that a type was not known, for the analyzer, which may know it.</summary>
    Unread,

    /// <summary>Interfaces whose members throw, so that code that uses the record shows no further errors.</summary>
    Skeleton,

    /// <summary>All.</summary>
    Complete,
}

/// <summary>What was found at one <c>[Record]</c>.</summary>
internal sealed record RecordExtraction(RecordModel Model, EquatableArray<DiagnosticInfo> Diagnostics);
