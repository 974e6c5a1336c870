using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Programs;

public sealed class StopTests
{
    private readonly TestTerminal _terminal = new();

    private Task<int> RunAsync(TestJob job) =>
        JobProgram.RunAsync(new JobProgramType(TestJob.Name, TestJob.Parameters, (_, settings) => TestJob.Build(job, settings)), ["-p", "1"], _terminal);

    [Theory]
    [InlineData(130)]
    [InlineData(143)]
    public async Task A_signal_stops_the_job_without_committing(int exitCode)
    {
        var source = new TestSource(rows: 3, ends: false);
        var sink = new TestSink();
        var run = RunAsync(new TestJob { Input = "x", Source = source, Sink = sink });
        await source.AllRead;
        await _terminal.SignalAsync(exitCode);
        Assert.Equal(exitCode, await run);
        Assert.False(sink.Committed);
        Assert.Equal(2, _terminal.ErrorLines.Count);
        Assert.StartsWith("stopping; ", _terminal.ErrorLines[0], StringComparison.Ordinal);
        Assert.StartsWith("test-job: stopped, nothing committed; ", _terminal.ErrorLines[1], StringComparison.Ordinal);
    }
}
