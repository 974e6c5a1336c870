using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A record that can be read from and written to JSON without an object in between. Written by the generator.</summary>
public interface IJsonRecord<T> : IRecord<T> where T : unmanaged
{
    /// <summary>
    /// Reads the JSON object (of a tuple or single value too) at which the reader stands, and leaves the reader at its last token.
    /// </summary>
    /// <remarks>
    /// Members may come in any order; unknown ones are skipped; of a repeated one the last counts. A member that is missing or
    /// <c>null</c> is null where the field may be null and an error elsewhere: a missing number is not zero.
    /// Throws <see cref="JsonException"/> for what is not JSON.
    /// </remarks>
    /// <param name="reader">Reads native (or pinned) bytes that outlive the row, since text is read in place.</param>
    /// <param name="row">The row.</param>
    /// <param name="failed">On failure the index of the column (as in <see cref="ICsvRecord{T}.Columns"/>) that is malformed or missing; -1 if the value is no object.</param>
    static abstract bool TryReadJson(ref Utf8JsonReader reader, out T row, out int failed);

    /// <summary>Writes one row as a JSON object, without a line break.</summary>
    static abstract void WriteJson(in T row, ref Utf8Writer writer);
}
