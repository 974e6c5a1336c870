namespace Millrace;

/// <summary>What watermarks follow from.</summary>
internal enum WatermarkKind
{
    /// <summary>The highest time, less the out-of-orderness.</summary>
    Highest,

    /// <summary>Rows that carry one.</summary>
    Punctuated,

    /// <summary>The user's rule.</summary>
    Custom,
}
