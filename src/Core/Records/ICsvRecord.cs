using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A record that can be read from and written to CSV without an object in between. Written by the generator.</summary>
public interface ICsvRecord<T> : IRecord<T> where T : unmanaged
{
    /// <summary>Column names in field order; fields of nested records as <c>parent.child</c>.</summary>
    static abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Parses one row; false if a field is malformed (<see cref="CsvFields.Failed"/> says which).</summary>
    static abstract bool TryReadCsv(ref CsvFields fields, out T row);

    /// <summary>Writes one row, without the line break.</summary>
    static abstract void WriteCsv(in T row, ref Utf8Writer writer);
}
