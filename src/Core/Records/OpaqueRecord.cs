using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>
/// Stands for the codec of rows whose layout is not known. Connectors that need one are refused before they are asked; every member but
/// <see cref="HasText"/> throws <see cref="NotSupportedException"/>.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
public readonly struct OpaqueRecord<T> : ICsvRecord<T>, IJsonRecord<T> where T : unmanaged
{
    /// <inheritdoc/>
    public static bool HasText => TextHolders.Contain<T>();

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns => throw Unknown();

    /// <inheritdoc/>
    public static int TextBytes(in T row) => throw Unknown();

    /// <inheritdoc/>
    public static void MoveText(ref T row, ref TextArea area) => throw Unknown();

    /// <inheritdoc/>
    public static void Rebase(ref T row, in Rebase rebase) => throw Unknown();

    /// <inheritdoc/>
    public static ulong Hash(in T row) => throw Unknown();

    /// <inheritdoc/>
    public static bool AreEqual(in T left, in T right) => throw Unknown();

    /// <inheritdoc/>
    public static int Compare(in T left, in T right) => throw Unknown();

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out T row) => throw Unknown();

    /// <inheritdoc/>
    public static void WriteCsv(in T row, ref Utf8Writer writer) => throw Unknown();

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out T row, out int failed) => throw Unknown();

    /// <inheritdoc/>
    public static void WriteJson(in T row, ref Utf8Writer writer) => throw Unknown();

    private static NotSupportedException Unknown() => new($"The layout of {TypeName.Of(typeof(T))} is not known; make it a [Record], or override NeedsLayout in the connector that asks for it.");
}
