namespace Millrace.Runtime;

/// <summary>How far a split has been read. Thread: any.</summary>
internal interface ISplitProgress
{
    /// <summary>Identifies the split within its source.</summary>
    string Id { get; }

    /// <summary>No row at or before this time follows; <see cref="long.MinValue"/> before the first row.</summary>
    long Watermark { get; }
}
