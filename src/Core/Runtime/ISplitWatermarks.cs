namespace Millrace.Runtime;

/// <summary>Watermark generators by split. Thread: the subtask's.</summary>
internal interface ISplitWatermarks
{
    /// <summary>A split begins.</summary>
    void Start(int split);

    /// <summary>The next rows are of this split.</summary>
    void Select(int split);

    /// <summary>Its watermark; <see cref="long.MinValue"/> for none.</summary>
    long Watermark(int split, long nowUs);
}
