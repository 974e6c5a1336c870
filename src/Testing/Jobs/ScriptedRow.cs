namespace Millrace.Testing;

/// <summary>A row and when it comes; without a row, the end of a pause, or a mark.</summary>
internal readonly record struct ScriptedRow<T>(long AtUs, T? Row, ScriptMark Mark = ScriptMark.None) where T : unmanaged;
