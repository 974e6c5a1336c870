namespace Millrace.Operators;

/// <summary>A row that waits for something outside the job. Thread: its operator's.</summary>
internal abstract class AsyncItem
{
    /// <summary>Link of the list that it is in.</summary>
    internal AsyncItem? Next;

    /// <summary>The row's event time.</summary>
    internal long Time;

    /// <summary>Which row of the operator it is, from 1.</summary>
    internal long Number;

    /// <summary>The stretch of <see cref="AsyncOrder"/> that it is in.</summary>
    internal long Stretch;

    /// <summary>True once it may go on.</summary>
    internal bool IsDone;

    /// <summary>Why there is no answer; null if there is, or none so far.</summary>
    internal Exception? Failure;

    /// <summary>Attempts begun, as far as is known here.</summary>
    internal int Attempts;
}
