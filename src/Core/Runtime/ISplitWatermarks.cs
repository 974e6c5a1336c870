namespace Millrace.Runtime;

/// <summary>Watermark generators by split. Thread: the subtask's.</summary>
internal interface ISplitWatermarks
{
    /// <summary>A split begins.</summary>
    void Start(int split);

    /// <summary>The next rows are of this split.</summary>
    void Select(int split);

    /// <summary>What the generator of a split has noted.</summary>
    byte[] Save(int split);

    /// <summary>Gives a split what <see cref="Save"/> gave of another.</summary>
    void Load(int split, ReadOnlySpan<byte> noted);

    /// <summary>Its watermark; <see cref="long.MinValue"/> for none.</summary>
    long Watermark(int split, long nowUs);
}
