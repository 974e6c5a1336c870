namespace Millrace.Testing;

/// <summary>A row and when it comes; without a row, the end of a pause.</summary>
internal readonly record struct ScriptedRow<T>(long AtUs, T? Row) where T : unmanaged;
