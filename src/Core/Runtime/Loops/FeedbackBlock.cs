using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Rows of one epoch that wait to go round a loop again.</summary>
internal sealed class FeedbackBlock
{
    /// <summary>Their epoch.</summary>
    public int Epoch { get; set; }

    /// <summary>Their type.</summary>
    public RowShape? Shape { get; set; }

    /// <summary>The rows; null while they are on disk only.</summary>
    public Segment? Rows { get; set; }

    /// <summary>How many there are.</summary>
    public int RowCount { get; set; }

    /// <summary>Where they are.</summary>
    public FeedbackPlace Place { get; set; }

    /// <summary>The file that they are in, if they are on disk.</summary>
    public FeedbackFile? File { get; set; }

    /// <summary>Where in the file.</summary>
    public SpilledBlock Written { get; set; }

    /// <summary>True if it has been in the list of those to be written, which may hold it for longer than the queue does.</summary>
    public bool IsListed { get; set; }
}
