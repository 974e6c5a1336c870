using System.Diagnostics;
using System.Globalization;

namespace Millrace.Host.Tests.Examples;

public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_stops_a_running_job(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows()) return;
        // A test run in the background of a shell has SIGINT ignored, and would pass that on.
        string[] starter = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,TERM,HUP"] : [];
        using var process = new ExampleProgram("FlightDelays").Start(Path.GetTempPath(), starter, "--parallelism", "1");
        // The job runs when its first rows come, and cannot end before somebody reads the others: they do not fit into a pipe.
        Assert.Equal("origin,window_start,window_end,flights,mean_delay,max_delay", await process.StandardOutput.ReadLineAsync());
        await SendAsync(process, signal);
        Assert.StartsWith("stopping; ", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);

        await process.StandardOutput.ReadToEndAsync();
        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(exitCode, process.ExitCode);
        Assert.StartsWith("flight-delays: stopped, nothing committed; ", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_the_program_at_once_and_leaves_nothing_behind()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var directory = new TemporaryDirectory();
        using var process = new ExampleProgram("FlightDelays").Start(directory.Path, ["env", "--default-signal=INT,TERM,HUP"],
            "--parallelism", "2", "--mode", "batch", "--temp", ".", "--memory", "24MB");
        // Rows come out when all have been gathered, and sorted in the directory. Nobody reads the rest, so the job cannot stop by itself.
        // The header may come before them.
        await process.StandardOutput.ReadLineAsync();
        await process.StandardOutput.ReadLineAsync();
        Assert.NotEmpty(Directory.GetDirectories(directory.Path));
        await SendAsync(process, "INT");
        Assert.Equal("stopping; a second signal ends the program at once", await process.StandardError.ReadLineAsync());
        await SendAsync(process, "TERM");
        await process.WaitForExitAsync();
        Assert.Equal(143, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    private static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
