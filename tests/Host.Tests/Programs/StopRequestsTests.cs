using System.Runtime.InteropServices;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Programs;

/// <summary>The second signal ends the process at once, unless it tells the first once more.</summary>
public class StopRequestsTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM, PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP, PosixSignal.SIGTERM)]
    public void A_second_signal_ends_the_process(PosixSignal first, PosixSignal second)
    {
        var requests = new StopRequests(new Clock());
        Assert.Equal([StopRequest.Stop, StopRequest.EndNow, StopRequest.EndNow], new[] { requests.Note(first), requests.Note(second), requests.Note(second) });
    }

    [Theory]
    [InlineData(PosixSignal.SIGHUP)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public void A_hang_up_right_behind_another_signal_does_not_count(PosixSignal first)
    {
        var clock = new Clock();
        var requests = new StopRequests(clock);
        Assert.Equal(StopRequest.Stop, requests.Note(first));
        clock.Seconds = 1;
        Assert.Equal(StopRequest.Repeated, requests.Note(PosixSignal.SIGHUP));
        clock.Seconds = 5;
        Assert.Equal(StopRequest.Repeated, requests.Note(PosixSignal.SIGHUP));
        clock.Seconds = 10;
        Assert.Equal(StopRequest.EndNow, requests.Note(PosixSignal.SIGHUP));
    }

    [Fact]
    public void Ctrl_C_counts_right_behind_a_hang_up_that_did_not()
    {
        var requests = new StopRequests(new Clock());
        Assert.Equal([StopRequest.Stop, StopRequest.Repeated, StopRequest.EndNow],
            new[] { requests.Note(PosixSignal.SIGHUP), requests.Note(PosixSignal.SIGHUP), requests.Note(PosixSignal.SIGINT) });
    }

    private sealed class Clock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
