namespace Millrace.Runtime;

/// <summary>What a subtask whose input has ended tells its chain next, in this order.</summary>
internal enum EndPhase
{
    /// <summary>That the clock need not be waited for.</summary>
    Clock,

    /// <summary>The last watermark.</summary>
    Watermark,

    /// <summary>That what the last watermark set off need not wait for the clock either.</summary>
    ClockAgain,

    /// <summary>The end of input.</summary>
    Finish,

    /// <summary>Nothing more: what it has written is handed over.</summary>
    Drain,
}
