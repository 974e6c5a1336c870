using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class JobOptionsTests
{
    public static TheoryData<string, JobOptions> Impossible => new()
    {
        { "--parallelism 300 (JobOptions.Parallelism) is not possible; give a whole number from 1 to 256.", new() { Parallelism = 300 } },
        { "--memory -1 (JobOptions.MemoryBytes) is not possible; ", new() { MemoryBytes = -1 } },
        { "--memory 9223372036854775807 (JobOptions.MemoryBytes) is not possible; this machine or container has ", new() { MemoryBytes = long.MaxValue } },
        { "--max-row 1023 (JobOptions.MaxRowBytes) is not possible; give a size from 1 KB to 64 MB.", new() { MaxRowBytes = 1023 } },
        { "--max-row 67108865 (JobOptions.MaxRowBytes) is not possible; ", new() { MaxRowBytes = (64 << 20) + 1 } },
        { "--loop-disk -1 (JobOptions.LoopDiskBytes) is not possible; ", new() { LoopDiskBytes = -1 } },
        { "--mode 7 (JobOptions.Mode) is not possible; give Streaming or Batch.", new() { Mode = (JobMode)7 } },
        { "JobOptions.BufferTimeout -00:00:00.0010000 is not possible; give a time from zero to an hour.", new() { BufferTimeout = Duration.Milliseconds(-1) } },
        { "JobOptions.BufferTimeout ", new() { BufferTimeout = Duration.Hours(2) } },
        { "JobOptions.IdleTimeout -00:00:01 is not possible; give a time of up to 365 days, or zero for ever.", new() { IdleTimeout = Duration.Seconds(-1) } },
        { "JobOptions.IdleTimeout ", new() { IdleTimeout = new Duration(long.MaxValue) } },
        { "--temp /no/such/place: there is no such directory; create it, or choose another.", new() { TempDirectory = "/no/such/place" } },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void An_option_out_of_its_range_is_refused_with_its_range(string message, JobOptions options)
    {
        var graph = new JobGraph("options", new GraphSettings(options.Parallelism, options.Mode));
        Assert.StartsWith(message, Assert.Throws<JobConfigurationException>(() => JobExecution.Start(graph, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_at_the_ends_of_their_ranges_are_possible()
    {
        JobValidation.CheckOptions(new JobOptions());
        JobValidation.CheckOptions(new JobOptions { Parallelism = 1, MaxRowBytes = 1024, BufferTimeout = Duration.Zero, IdleTimeout = Duration.Zero, LoopDiskBytes = 0 });
        JobValidation.CheckOptions(new JobOptions { Parallelism = 256, MaxRowBytes = 64 << 20, BufferTimeout = Duration.Hours(1), IdleTimeout = Duration.Days(365), LoopDiskBytes = long.MaxValue });
    }
}
