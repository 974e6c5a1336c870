using Millrace.Connectors;
using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Programs;

public sealed class JobProgramTests
{
    private readonly TestTerminal _terminal = new();

    private Task<int> RunAsync(Func<TestJob, TestJob>? change, params string[] args) =>
        JobProgram.RunAsync(new JobProgramType(TestJob.Name, TestJob.Parameters, (values, settings) =>
        {
            var job = TestJob.Create(values);
            return TestJob.Build(change is null ? job : change(job), settings);
        }), args, _terminal);

    [Fact]
    public async Task A_job_that_ends_exits_with_0_and_a_summary()
    {
        Assert.Equal(0, await RunAsync(null, "--input", "x", "-p", "1"));
        Assert.StartsWith("test-job: done; ", Assert.Single(_terminal.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("", _terminal.Output.ToString());
    }

    [Fact]
    public async Task Quiet_says_nothing()
    {
        Assert.Equal(0, await RunAsync(null, "--input", "x", "-p", "1", "--quiet"));
        Assert.Empty(_terminal.ErrorLines);
    }

    [Fact]
    public async Task Wrong_usage_exits_with_2_and_one_line()
    {
        Assert.Equal(2, await RunAsync(null, "--input", "x", "--paralelism", "2"));
        Assert.Equal(["error: unknown option --paralelism; did you mean --parallelism? --help lists all options."], _terminal.ErrorLines);
    }

    [Fact]
    public async Task A_missing_parameter_exits_with_2()
    {
        Assert.Equal(2, await RunAsync(null));
        Assert.Equal(["error: --input is missing; it has no default, so give it a value."], _terminal.ErrorLines);
    }

    [Fact]
    public async Task A_failing_job_exits_with_1_and_one_line()
    {
        var sink = new TestSink { OpenFailure = new ConnectorException("out/x.csv: the directory 'out' does not exist; create it.") };
        Assert.Equal(1, await RunAsync(job => new TestJob { Input = job.Input, Sink = sink }, "--input", "x", "-p", "1"));
        string line = Assert.Single(_terminal.ErrorLines);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains("the directory 'out' does not exist; create it.", line, StringComparison.Ordinal);
        Assert.False(sink.Committed);
    }

    [Fact]
    public async Task Verbose_adds_the_stack_trace()
    {
        var sink = new TestSink { OpenFailure = new ConnectorException("no") };
        Assert.Equal(1, await RunAsync(job => new TestJob { Input = job.Input, Sink = sink }, "--input", "x", "-p", "1", "--verbose"));
        Assert.Contains(_terminal.ErrorLines, line => line.Contains(nameof(ConnectorException), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unexpected_error_is_named_on_one_line()
    {
        Assert.Equal(1, await RunAsync(_ => throw new InvalidOperationException("two\nlines"), "--input", "x"));
        Assert.Equal(["error: InvalidOperationException: two lines (--verbose shows where)"], _terminal.ErrorLines);
    }

    [Fact]
    public async Task Help_and_plans_go_to_standard_output()
    {
        Assert.Equal(0, await RunAsync(null, "--help"));
        Assert.StartsWith("Runs the job test-job.", _terminal.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(null, "explain", "--input", "x", "-p", "2"));
        Assert.Contains("⇒ vertex 1 by hash", _terminal.Output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_terminal.ErrorLines);
    }

    [Fact]
    public void The_progress_line_fits_the_terminal()
    {
        var snapshot = new JobMetricsSnapshot(1_234_567, 89, Timestamp.Parse("2001-01-05T06:07:08.9Z", null), TimeSpan.FromSeconds(2), [], 0, 0);
        Assert.Equal("2.00 s: 1,234,567 rows in, 89 out, 617 k rows/s, watermark 2001-01-05T06:07:08Z", ProgressLine.Format(snapshot, 617_283, 120));
        Assert.Equal("2.00 s: 1", ProgressLine.Format(snapshot, 617_283, 10));
    }
}
