namespace Millrace;

/// <summary>Ways to make watermarks from the times of rows; for <c>EventTime</c>.</summary>
public sealed record Watermarks : WatermarkSettings
{
    private Watermarks() { }

    /// <summary>For rows in the order of their times, within each split: the watermark follows the last row.</summary>
    public static Watermarks Monotonous() => new() { How = "monotonous" };

    /// <summary>For rows that come at most <paramref name="outOfOrderness"/> behind the highest time of their split so far.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outOfOrderness"/> is negative.</exception>
    public static Watermarks BoundedOutOfOrderness(Duration outOfOrderness) => outOfOrderness >= Duration.Zero
        ? new() { OutOfOrderness = outOfOrderness, How = $"bounded out-of-orderness {outOfOrderness}" }
        : throw new ArgumentOutOfRangeException(nameof(outOfOrderness), $"Rows cannot be out of order by {outOfOrderness}; say zero or more.");

    /// <summary>For streams in which some rows carry a watermark: from there on no row of that time or before it follows in the split.</summary>
    /// <typeparam name="T">The row type of the stream.</typeparam>
    /// <param name="watermark">The watermark that a row carries; null for none. Written here, so that the generator sees it.</param>
    public static Watermarks<T> Punctuated<T>(Func<T, Timestamp?> watermark)
    {
        ArgumentNullException.ThrowIfNull(watermark);
        return new() { How = "punctuated", Kind = WatermarkKind.Punctuated };
    }

    /// <summary>Watermarks by a rule of one's own.</summary>
    /// <typeparam name="T">The row type of the stream.</typeparam>
    /// <typeparam name="TGenerator">The rule.</typeparam>
    /// <param name="generator">What each split begins with; every split has a copy of its own.</param>
    public static Watermarks<T> Custom<T, TGenerator>(TGenerator generator) where TGenerator : struct, IWatermarkGenerator<T> =>
        new() { How = $"custom {typeof(TGenerator).Name}", Kind = WatermarkKind.Custom, Generator = generator };
}

/// <summary>Watermarks for rows of one type; see <see cref="Watermarks"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
public sealed record Watermarks<T> : WatermarkSettings
{
    internal Watermarks() { }

    internal WatermarkKind Kind { get; init; }

    internal object? Generator { get; init; }
}
