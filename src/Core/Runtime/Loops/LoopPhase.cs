namespace Millrace.Runtime;

/// <summary>How far a loop has come. It moves on when no row is in the loop.</summary>
internal enum LoopPhase
{
    /// <summary>Rows may still come from outside.</summary>
    Running,

    /// <summary>What waits for the clock need not wait any more.</summary>
    Clock,

    /// <summary>The last watermark goes through the loop.</summary>
    Watermark,

    /// <summary>Rows that the last watermark has set off came round: what they have set off in turn is due.</summary>
    Again,

    /// <summary>Nothing comes round any more: its subtasks end, as those outside do.</summary>
    Finish,
}
