namespace Millrace.Runtime;

/// <summary>What travels in a channel.</summary>
internal enum EntryKind
{
    /// <summary>Rows, a watermark behind them, or both.</summary>
    Data,

    /// <summary>The producer has no input; its watermark holds nobody back until the next entry.</summary>
    Idle,

    /// <summary>Nothing follows.</summary>
    End,
}
