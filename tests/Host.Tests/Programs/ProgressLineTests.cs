using Millrace.Host.Tests.Support;
using Millrace.Hosting;

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
    public void It_names_the_split_that_holds_the_watermark()
    {
        Assert.Equal("1.00 s: 5 rows in, 0 out, 5 rows/s, watermark 1970-01-01T00:00:07Z held by b.csv", Format(7_000_000, new SourceMetrics("a", 1, 0, "a.csv", new(9_000_000)), new SourceMetrics("b", 2, 0, "b.csv", new(7_000_000))));
        Assert.Equal("1.00 s: 5 rows in, 0 out, 5 rows/s, no watermark: no row yet from topic-3", Format(long.MinValue, new SourceMetrics("a", 4, 0, "topic-3", Timestamp.MinValue)));
        Assert.Equal("1.00 s: 5 rows in, 0 out, 5 rows/s, watermark 1970-01-01T00:00:07Z held by topic-1, 3 of 4 splits idle", Format(7_000_000, new SourceMetrics("a", 4, 3, "topic-1", new(7_000_000))));
        Assert.Equal("1.00 s: 5 rows in, 0 out, 5 rows/s, watermark 1970-01-01T00:00:07Z", Format(7_000_000, new SourceMetrics("a", 1, 0, "a.csv", new(7_000_000))));

        static string Format(long watermark, params SourceMetrics[] sources) =>
            ProgressLine.Format(new JobMetricsSnapshot(5, 0, new Timestamp(watermark), TimeSpan.FromSeconds(1), [], 0, 0) { Sources = sources }, 5, 200);
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
