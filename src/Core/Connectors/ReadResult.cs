namespace Millrace.Connectors;

/// <summary>What a read of a split came to.</summary>
public enum ReadResult
{
    /// <summary>There are rows.</summary>
    Rows,

    /// <summary>No rows yet; the reader will call <c>wake</c>.</summary>
    Wait,

    /// <summary>The split has been read to its end.</summary>
    End,
}
