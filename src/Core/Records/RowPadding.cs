using System.Runtime.InteropServices;

namespace Millrace.Records;

/// <summary>Zeroes the bytes of rows that belong to no field, so that equal rows leave the process as equal bytes.</summary>
public static class RowPadding
{
    /// <summary>Zeroes the padding that the schema of <typeparamref name="T"/> knows of.</summary>
    public static void Clear<T>(ref T row, RecordSchema schema) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref row, 1));
        foreach (var (offset, size) in schema.Padding) bytes.Slice(offset, size).Clear();
    }
}
