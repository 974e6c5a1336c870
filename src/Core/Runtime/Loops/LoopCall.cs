namespace Millrace.Runtime;

/// <summary>What a loop asks of one of its subtasks.</summary>
internal enum LoopCall
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>To tell its chain the loop's watermark.</summary>
    Watermark,

    /// <summary>To tell its chain that the clock need not be waited for.</summary>
    Clock,

    /// <summary>To tell its chain the last watermark once more, for what rows have set off since.</summary>
    Again,
}
