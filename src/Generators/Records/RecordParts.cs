namespace Millrace.Generators.Records;

/// <summary>What a record type implements.</summary>
[Flags]
internal enum RecordParts
{
    /// <summary><c>IRecord&lt;T&gt;</c>: what rows, keys and accumulators inside a job need.</summary>
    Row = 0,

    /// <summary><c>ICsvRecord&lt;T&gt;</c>.</summary>
    Csv = 1,

    /// <summary><c>IJsonRecord&lt;T&gt;</c>.</summary>
    Json = 2,

    /// <summary><c>ISchemaRecord</c>.</summary>
    Schema = 4,

    /// <summary>All, as for a <c>[Record]</c>.</summary>
    All = Csv | Json | Schema,
}
