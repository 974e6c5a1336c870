using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.CommandLine;

public sealed class HelpTextTests
{
    private const string Expected =
        """
        Runs the job test-job.

        Usage:
          app [run] [options]      run the job (the default)
          app explain [options]    show its plan: fusion, exchanges, state

        Parameters of test-job:
          --input <text>            Where the rows come from: a file, a directory or a glob. Files ending in
                                    .gz are unpacked while they are read. Required.
          --window-size <duration>  Length of a window. Default: 1h.
          --sketch <fast|exact>     Default: fast.
          --tag <text>              Tags. May be given several times.
          --dry
          --broker.topic <text>     Default: flights.

        Options:
          -p, --parallelism <N>   Subtasks per vertex, 1 to 256 (default: the number of processors).
          -m, --memory <SIZE>     Memory for rows and state, such as 512MB or 2GiB (default: a quarter of
                                  what the machine or container has).
              --mode <MODE>       streaming (the default): work on rows as they come; or batch: read all
                                  input to its end, and then give final results only.
              --temp <DIR>        With --mode batch, and for loops: where rows go that do not fit into
                                  memory (default: the system's directory for temporary files).
              --loop-disk <SIZE>  Most that rows may take on disk which wait to go round a loop again, such
                                  as 2GB; beyond that the job fails (default: 10GB).
              --max-row <SIZE>    The longest row, text included, such as 64MB; a longer one fails the job
                                  (default: 16MB).
          -q, --quiet             No progress line and no summary.
          -v, --verbose           Stack traces and the debug log.
              --mermaid           With explain: the plan as a Mermaid flowchart.
          -h, --help              Show this text.
              --version           Show the versions of the program and of Millrace.

        Exit codes: 0 done, 1 the job failed, 2 wrong usage, 130, 143 or 129 stopped by Ctrl-C, SIGTERM or SIGHUP.

        """;

    [Fact]
    public void The_help_text_describes_parameters_and_options() =>
        Assert.Equal(Expected, HelpText.Write("app", TestJob.Name, TestJob.Parameters));
}
