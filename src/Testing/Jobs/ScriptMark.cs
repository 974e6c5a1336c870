namespace Millrace.Testing;

/// <summary>What happens at a place of a script, beside rows.</summary>
internal enum ScriptMark
{
    None,

    /// <summary>The job takes a snapshot.</summary>
    Snapshot,

    /// <summary>The job crashes; once.</summary>
    Crash,
}
