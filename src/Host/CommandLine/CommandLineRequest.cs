using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>What a command line asks a job program to do.</summary>
internal enum JobCommand
{
    /// <summary>Run the job.</summary>
    Run,

    /// <summary>Show the plan.</summary>
    Explain,

    /// <summary>Show the help text.</summary>
    Help,

    /// <summary>Show the versions of program and engine.</summary>
    Version,

    /// <summary>Answer a shell's request for completions.</summary>
    Complete,
}

/// <summary>A command line, understood.</summary>
internal sealed record CommandLineRequest(JobCommand Command)
{
    /// <summary>The job's own parameters.</summary>
    public ParameterValues Values { get; init; } = new();

    /// <summary>Parallelism, memory.</summary>
    public JobOptions Options { get; init; } = new();

    /// <summary>No progress line and no summary.</summary>
    public bool Quiet { get; init; }

    /// <summary>Stack traces and debug log.</summary>
    public bool Verbose { get; init; }

    /// <summary>The plan as Mermaid rather than text.</summary>
    public bool Mermaid { get; init; }

    /// <summary>What to print for <see cref="JobCommand.Complete"/>: one completion a line.</summary>
    public IReadOnlyList<string> Completions { get; init; } = [];
}
