namespace Millrace.Runtime;

/// <summary>What there is to take from a blocking exchange.</summary>
internal enum TakeState
{
    /// <summary>A block of rows.</summary>
    Block,

    /// <summary>Nothing yet; the subtask is woken when there is.</summary>
    Wait,

    /// <summary>Nothing more.</summary>
    End,
}
