using Millrace.Host.Tests.Support;
using Millrace.Hosting;
using Millrace.Runtime;

namespace Millrace.Host.Tests.Programs;

public sealed class ProgressLineTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly ManualTime _time = new();
    private readonly ProgressLine _line;

    public ProgressLineTests() => _line = new ProgressLine(_terminal, () => new JobMetricsSnapshot(1000, 10, Timestamp.MinValue, TimeSpan.FromSeconds(1), [], 0, 0), _time);

    public void Dispose() => _line.Dispose();

    [Fact]
    public void The_line_is_rewritten_in_place_and_erased()
    {
        Assert.Equal("", _terminal.Error.ToString());
        _time.Tick();
        Assert.Equal("\r\e[K1.00 s: 1,000 rows in, 10 out, 1.00 k rows/s", _terminal.Error.ToString());
        _line.Dispose();
        Assert.EndsWith("rows/s\r\e[K", _terminal.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_after_its_end()
    {
        _line.Dispose();
        _time.Tick();
        Assert.Equal("", _terminal.Error.ToString());
    }

    [Fact]
    public void Other_lines_clear_it_first()
    {
        _time.Tick();
        _line.WriteLine("warning: late");
        Assert.EndsWith("rows/s\r\e[Kwarning: late\n", _terminal.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_the_job_clears_it_first_and_its_unfinished_lines_are_left_alone()
    {
        var guard = new ProgressGuard(_terminal.Error, _line);
        _time.Tick();
        guard.Write("half a ");
        string half = _terminal.Error.ToString();
        Assert.EndsWith("rows/s\r\e[Khalf a ", half, StringComparison.Ordinal);
        _time.Tick();
        Assert.Equal(half, _terminal.Error.ToString());
        guard.WriteLine("line");
        _time.Tick();
        Assert.StartsWith(half + "line\n\r\e[K1.00 s: 1,000", _terminal.Error.ToString(), StringComparison.Ordinal);
    }

    private sealed class ManualTime : TimeProvider
    {
        private Action _tick = () => { };

        public void Tick() => _tick();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
