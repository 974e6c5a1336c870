namespace Millrace;

/// <summary>What becomes of rows that cannot be read. They are counted in any case.</summary>
public sealed record BadRows
{
    private BadRows(string? deadLetterPath, bool fails) { DeadLetterPath = deadLetterPath; Fails = fails; }

    /// <summary>The first bad row ends the job, with an error that names file, line, column and text.</summary>
    public static BadRows Fail { get; } = new(null, fails: true);

    /// <summary>Bad rows are left out and counted.</summary>
    public static BadRows Skip { get; } = new(null, fails: false);

    /// <summary>Bad rows are counted and written, as they were read, to a file, which is made anew.</summary>
    public static BadRows DeadLetter(string path) => new(path, fails: false);

    internal bool Fails { get; }

    internal string? DeadLetterPath { get; }
}
