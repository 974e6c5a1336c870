using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>The windows of an operator.</summary>
public readonly record struct WindowSpec
{
    private WindowSpec(WindowKind kind, long sizeUs, long offsetUs)
    {
        Kind = kind;
        SizeUs = sizeUs;
        OffsetUs = offsetUs;
    }

    /// <summary>How windows lie.</summary>
    public WindowKind Kind { get; }

    /// <summary>Length of a window in microseconds, at least 1.</summary>
    public long SizeUs { get; }

    /// <summary>Where windows start, from 0 to the size, in microseconds after the Unix epoch (or a multiple of the size).</summary>
    public long OffsetUs { get; }

    /// <summary>Windows one after the other.</summary>
    /// <param name="size">Length of each.</param>
    /// <param name="offset">Shifts the windows away from the Unix epoch; any length, also negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public static WindowSpec Tumbling(Duration size, Duration offset = default)
    {
        if (size.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} is empty; its size must be positive.");
        return new WindowSpec(WindowKind.Tumbling, size.Microseconds, FloorModulo(offset.Microseconds, size.Microseconds));
    }

    /// <summary>The windows that <paramref name="windows"/> describes.</summary>
    public static WindowSpec Of(Tumbling windows) => Tumbling(windows.Size, windows.Offset);

    /// <summary>Start of the pane that a time falls into, in microseconds.</summary>
    public long PaneStart(long timeUs) => timeUs - FloorModulo(timeUs - OffsetUs, SizeUs);

    /// <summary>The pane that starts at <paramref name="startUs"/>, as a window.</summary>
    public Window WindowAt(long startUs) => new(new Timestamp(startUs), new Timestamp(startUs + SizeUs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long FloorModulo(long value, long divisor)
    {
        long rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }
}
