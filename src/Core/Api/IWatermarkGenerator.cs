namespace Millrace;

/// <summary>
/// A rule of one's own by which watermarks follow from rows, for <see cref="Watermarks.Custom"/>. A struct: each split of the source has a
/// copy of its own, and calls per row are inlined. Thread: one at a time.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
public interface IWatermarkGenerator<T>
{
    /// <summary>A row has come.</summary>
    /// <param name="row">The row; its text is valid during the call only.</param>
    /// <param name="time">Its event time.</param>
    void OnRow(in T row, Timestamp time);

    /// <summary>
    /// The watermark of the split: no row at or before it follows. Asked after each batch of rows, and about five times a second while none
    /// come. One that is lower than before is taken as that before.
    /// </summary>
    /// <param name="now">The wall clock.</param>
    /// <returns>The watermark; <see cref="Timestamp.MinValue"/> for none.</returns>
    Timestamp Watermark(Timestamp now);
}
