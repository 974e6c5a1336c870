using System.Diagnostics;
using System.Globalization;

namespace Millrace.Host.Tests.Examples;

public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_a_running_job(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows()) return;
        // A test run in the background of a shell has SIGINT ignored, and would pass that on.
        string[] starter = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,TERM"] : [];
        using var process = new ExampleProgram("FlightDelays").Start(Path.GetTempPath(), starter, "--parallelism", "1");
        // The job runs when its first rows come, and cannot end before somebody reads the others: they do not fit into a pipe.
        Assert.Equal("origin,window_start,window_end,flights,mean_delay,max_delay", await process.StandardOutput.ReadLineAsync());
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        Assert.StartsWith("stopping; ", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);

        await process.StandardOutput.ReadToEndAsync();
        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(exitCode, process.ExitCode);
        Assert.StartsWith("flight-delays: stopped, nothing committed; ", rest, StringComparison.Ordinal);
    }
}
