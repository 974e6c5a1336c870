namespace Millrace.Runtime;

/// <summary>
/// Counters of one subtask. Written by the subtask's thread only, with plain adds per batch; read by snapshots on any thread.
/// </summary>
public sealed class SubtaskMetrics
{
    /// <summary>Rows taken: read from splits or received by channels.</summary>
    public long RowsIn { get; set; }

    /// <summary>Rows handed to the outside world by sinks.</summary>
    public long RowsOut { get; set; }

    /// <summary>Rows that came after their window had fired.</summary>
    public long LateRows { get; set; }

    /// <summary>Rows that could not be read and were skipped.</summary>
    public long BadRows { get; set; }

    /// <summary>Bytes of input consumed.</summary>
    public long BytesRead { get; set; }

    /// <summary>Bytes written to disk by an exchange of batch mode, or at the head of a loop.</summary>
    public long SpilledBytes { get; set; }

    /// <summary>Rows that have come back to the head of a loop and wait for their turn.</summary>
    public long RowsWaiting { get; set; }

    /// <summary>The subtask's watermark, in microseconds; <see cref="long.MinValue"/> before the first.</summary>
    public long WatermarkUs { get; set; } = long.MinValue;

    /// <summary>Counters of functions. Replaced when one is added, so that it can be read meanwhile.</summary>
    internal OperatorCounter[] Counters { get; private set; } = [];

    /// <summary>The open split of a source that holds its watermark back; null if there is none, or no event time.</summary>
    internal ISplitProgress? Behind { get; set; }

    /// <summary>Watermark of the splits that nobody has opened yet; <see cref="long.MaxValue"/> if there are none.</summary>
    internal long UnopenedUs { get; set; } = long.MaxValue;

    /// <summary>Splits being read.</summary>
    internal int OpenSplits { get; set; }

    /// <summary>Those of them that are idle.</summary>
    internal int IdleSplits { get; set; }

    /// <summary>Steps run.</summary>
    internal long Steps { get; set; }

    /// <summary>Microseconds spent in steps.</summary>
    internal long BusyUs { get; set; }

    /// <summary>The counter of that name. Thread: the subtask's.</summary>
    internal OperatorCounter Counter(string @operator, string name)
    {
        foreach (var known in Counters)
            if (known.Operator == @operator && known.Name == name) return known;
        var counter = new OperatorCounter(@operator, name);
        Counters = [.. Counters, counter];
        return counter;
    }
}
