namespace Millrace.Hosting;

/// <summary>An option that every job program has. Declared once: parser, help text and configuration read this table.</summary>
/// <param name="Name">Name without dashes.</param>
/// <param name="Short">One letter, or null.</param>
/// <param name="ValueName">What stands for its value in help texts; null for a switch.</param>
/// <param name="Text">What it does, for help texts.</param>
internal sealed record EngineOption(string Name, string? Short, string? ValueName, string Text)
{
    public static readonly EngineOption Parallelism = new("parallelism", "p", "N", $"Subtasks per vertex, 1 to {JobOptions.MaxParallelism} (default: the number of processors).");
    public static readonly EngineOption Memory = new("memory", "m", "SIZE", "Memory for rows and state, such as 512MB or 2GiB (default: a quarter of what the machine or container has).");
    public static readonly EngineOption Mode = new("mode", null, "MODE", "streaming (the default): work on rows as they come; or batch: read all input to its end, and then give final results only.");
    public static readonly EngineOption Temp = new("temp", null, "DIR", "With --mode batch, and for loops: where rows go that do not fit into memory (default: the system's directory for temporary files).");
    public static readonly EngineOption LoopDisk = new("loop-disk", null, "SIZE", "Most that rows may take on disk which wait to go round a loop again, such as 2GB; beyond that the job fails (default: 10GB).");
    public static readonly EngineOption MaxRow = new("max-row", null, "SIZE", "The longest row, text included, such as 64MB; a longer one fails the job (default: 16MB).");
    public static readonly EngineOption Quiet = new("quiet", "q", null, "No progress line and no summary.");
    public static readonly EngineOption Verbose = new("verbose", "v", null, "Stack traces and the debug log.");
    public static readonly EngineOption Mermaid = new("mermaid", null, null, "With explain: the plan as a Mermaid flowchart.");
    public static readonly EngineOption Help = new("help", "h", null, "Show this text.");
    public static readonly EngineOption Version = new("version", null, null, "Show the versions of the program and of Millrace.");

    /// <summary>All of them, in the order of the help text.</summary>
    public static readonly IReadOnlyList<EngineOption> All = [Parallelism, Memory, Mode, Temp, LoopDisk, MaxRow, Quiet, Verbose, Mermaid, Help, Version];
}
