namespace Millrace.Records;

/// <summary>A record that can say what it consists of. Written by the generator.</summary>
public interface ISchemaRecord
{
    /// <summary>Names, types and places of the fields.</summary>
    static abstract RecordSchema Schema { get; }
}
