namespace Millrace.Operators;

/// <summary>A row that came after its window had fired.</summary>
/// <param name="Row">The row.</param>
/// <param name="Lateness">How far the watermark was beyond the window's last microsecond.</param>
public readonly record struct LateRow<T>(T Row, Duration Lateness) where T : unmanaged;
