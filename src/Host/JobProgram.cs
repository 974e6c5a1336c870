using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>A program whose whole work is one job.</summary>
internal static class JobProgram
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    [SuppressMessage("Design", "CA1031", Justification = "The end of the program: whatever goes wrong is reported and becomes an exit code.")]
    public static async Task<int> RunAsync(JobProgramType job, string[] args, Terminal terminal)
    {
        // Known before parsing, so that an error in the command line itself can be shown in full.
        bool verbose = args.Contains("--verbose") || args.Contains("-v");
        try
        {
            var request = CommandLineParser.Parse(job.Parameters, args);
            switch (request.Command)
            {
                case JobCommand.Help:
                    Print(terminal, HelpText.Write(terminal.Program, job.Name, job.Parameters));
                    return Done;
                case JobCommand.Version:
                    Print(terminal, $"{terminal.Program} {VersionOf(Assembly.GetEntryAssembly())} (Millrace {VersionOf(typeof(JobProgram).Assembly)})\n");
                    return Done;
                case JobCommand.Complete:
                    foreach (string line in request.Completions) Print(terminal, line + "\n");
                    return Done;
                case JobCommand.Explain:
                    var plan = job.Build(request.Values, new GraphSettings(request.Options.Parallelism, request.Options.Mode));
                    Print(terminal, request.Mermaid ? PlanMermaid.Write(plan) : PlanText.Write(plan, request.Options.Parallelism));
                    return Done;
                default:
                    return await ExecuteAsync(job, request, terminal).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            terminal.Error.WriteLine($"error: {ErrorText.OneLine(error, verbose)}");
            if (verbose) terminal.Error.WriteLine(error.ToString());
            return ErrorText.IsUsage(error) ? WrongUsage : Failed;
        }
    }

    private static async Task<int> ExecuteAsync(JobProgramType job, CommandLineRequest request, Terminal terminal)
    {
        ProgressLine? progress = null;
        var log = new TerminalLog(WriteLine, request.Verbose ? LogLevel.Debug : LogLevel.Warning);
        var graph = job.Build(request.Values, new GraphSettings(request.Options.Parallelism, request.Options.Mode));

        var stop = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = terminal.OnStop(exitCode => stop.TrySetResult(exitCode));
        var execution = JobExecution.Start(graph, request.Options with { Logger = log });
        await using (execution.ConfigureAwait(false))
        {
            // Rows and a progress line on one terminal would tear each other apart.
            if (!request.Quiet && terminal.ErrorIsTerminal && !(terminal.OutputIsTerminal && WritesToOutput(graph)))
                progress = new ProgressLine(terminal, execution.Metrics.Snapshot, TimeProvider.System);
            using var guard = progress is not null && terminal.OutputIsTerminal ? terminal.Guard(progress) : null;
            try
            {
                if (await Task.WhenAny(execution.Completion, stop.Task).ConfigureAwait(false) == stop.Task)
                {
                    if (!request.Quiet) WriteLine("stopping; a second signal ends the program at once");
                    await execution.CancelAsync().ConfigureAwait(false);
                }
                await execution.Completion.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.Task.IsCompletedSuccessfully)
            {
                progress?.Dispose();
                if (!request.Quiet) terminal.Error.WriteLine(Summary(job.Name, "stopped, nothing committed", execution.Metrics.Snapshot()));
                return await stop.Task.ConfigureAwait(false);
            }
            finally
            {
                progress?.Dispose();
            }
            if (!request.Quiet) terminal.Error.WriteLine(Summary(job.Name, "done", execution.Metrics.Snapshot()));
            return Done;
        }

        void WriteLine(string line)
        {
            if (progress is not null) progress.WriteLine(line);
            else terminal.Error.WriteLine(line);
        }
    }

    /// <summary>One line about a run that has ended.</summary>
    public static string Summary(string job, string end, JobMetricsSnapshot metrics)
    {
        double seconds = metrics.Elapsed.TotalSeconds;
        string line = $"{job}: {end}; {Amounts.Count(metrics.RowsIn)} rows in, {Amounts.Count(metrics.RowsOut)} rows out, {Amounts.Elapsed(metrics.Elapsed)}";
        if (seconds > 0) line += $" ({Amounts.Rate(metrics.RowsIn / seconds)} rows/s)";
        if (metrics.LateRows > 0) line += $"; {Amounts.Count(metrics.LateRows)} late rows dropped";
        if (metrics.SpilledBytes > 0) line += $"; {Amounts.Bytes(metrics.SpilledBytes)} on disk for a while";
        if (metrics.BadRows > 0) line += $"; {Amounts.Count(metrics.BadRows)} bad rows skipped";
        return line;
    }

    // A reader that has seen enough is no error, and the console does not report it; that no text fits is one.
    private static void Print(Terminal terminal, string text)
    {
        try
        {
            terminal.Output.Write(text);
            terminal.Output.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Standard output cannot be written: {Sentence.Of(error.Message)}", error);
        }
    }

    private static bool WritesToOutput(JobGraph graph) => graph.Sinks.Any(sink => sink.UsesStandardOutput);

    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
