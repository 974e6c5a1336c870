using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>The splits of a source that follow each other in time (a file's), and how far they have been handed out.</summary>
internal sealed class SplitGroup<T> where T : unmanaged
{
    /// <summary>The splits with their places in the source's list, in order.</summary>
    public List<(SourceSplit Split, int Place)> Splits { get; } = [];

    /// <summary>Index of the next split to hand out.</summary>
    public int Next { get; set; }

    /// <summary>The next split with its reader; null if it is not prepared.</summary>
    public OpenSplit<T>? Prepared { get; set; }

    /// <summary>The first rows of the next split have been looked at.</summary>
    public bool IsProbed { get; set; }

    /// <summary>The split handed out last; null if none has been.</summary>
    public OpenSplit<T>? Last { get; set; }

    /// <summary>A bound for the next split's watermark, from its own first row.</summary>
    public long ProbedHold { get; set; } = long.MinValue;

    public bool IsExhausted => Next == Splits.Count;

    /// <summary>
    /// No row of the splits not handed out comes at or before this time. Until the next split's first row is known, the one
    /// before it answers, since it ends where the next begins.
    /// </summary>
    public long Hold => IsExhausted ? long.MaxValue : IsProbed ? ProbedHold : Math.Max(ProbedHold, Last?.Watermark ?? long.MinValue);

    /// <summary>Leaves out splits that were handed out before a restart.</summary>
    public void LeaveOut(IReadOnlySet<string> taken)
    {
        while (!IsExhausted && taken.Contains(Splits[Next].Split.Id))
        {
            Prepared?.Dispose();
            Advance();
        }
        for (int i = Splits.Count - 1; i > Next; i--)
            if (taken.Contains(Splits[i].Split.Id)) Splits.RemoveAt(i);
    }

    /// <summary>Goes on to the split behind the next one.</summary>
    public void Advance()
    {
        Next++;
        Prepared = null;
        IsProbed = false;
    }
}
