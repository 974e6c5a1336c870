namespace Millrace.Runtime;

/// <summary>Where rows are that wait to go round a loop again.</summary>
internal enum FeedbackPlace
{
    /// <summary>In memory.</summary>
    Memory,

    /// <summary>In memory, to be written unless they have their turn before.</summary>
    ToWrite,

    /// <summary>On their way to disk.</summary>
    Writing,

    /// <summary>On disk.</summary>
    Disk,

    /// <summary>On disk, to be read.</summary>
    Reading,
}
