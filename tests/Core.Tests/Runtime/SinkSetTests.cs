using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>What becomes of the other sinks when one fails.</summary>
public sealed class SinkSetTests
{
    private readonly List<string> _calls = [];

    private async Task<Exception?> Run(Exception? failure, params ISinkLifecycle[] sinks)
    {
        var set = new SinkSet(sinks);
        try
        {
            await set.OpenAsync(CancellationToken.None);
        }
        catch (InvalidOperationException error)
        {
            failure = error;
        }
        return await set.EndAsync(failure, NullLogger.Instance, CancellationToken.None);
    }

    [Fact]
    public async Task All_are_drained_then_all_are_committed()
    {
        Assert.Null(await Run(null, new Sink("a", this), new Sink("b", this)));
        Assert.Equal("open a, open b, drain a, drain b, commit a, commit b", string.Join(", ", _calls));
    }

    [Fact]
    public async Task One_that_cannot_be_drained_has_all_aborted()
    {
        Assert.Equal("drain b", (await Run(null, new Sink("a", this), new Sink("b", this, "drain")))?.Message);
        Assert.Equal("open a, open b, drain a, drain b, abort a, abort b", string.Join(", ", _calls));
    }

    [Fact]
    public async Task One_that_fails_to_commit_has_itself_and_the_rest_aborted()
    {
        Assert.Equal("commit b", (await Run(null, new Sink("a", this), new Sink("b", this, "commit"), new Sink("c", this)))?.Message);
        Assert.Equal("commit a, commit b, abort b, abort c", string.Join(", ", _calls[6..]));
    }

    [Fact]
    public async Task One_that_fails_to_abort_keeps_no_other_from_it_and_the_first_failure_counts()
    {
        var first = new InvalidOperationException("first");
        Assert.Same(first, await Run(first, new Sink("a", this, "abort"), new Sink("b", this)));
        Assert.Equal("open a, open b, abort a, abort b", string.Join(", ", _calls));
        _calls.Clear();
        Assert.Equal("commit a", (await Run(null, new Sink("a", this, "commit", "abort"), new Sink("b", this)))?.Message);
        Assert.Equal("commit a, abort a, abort b", string.Join(", ", _calls[4..]));
    }

    [Fact]
    public async Task One_that_fails_to_open_has_itself_and_those_before_aborted()
    {
        Assert.Equal("open b", (await Run(null, new Sink("a", this), new Sink("b", this, "open"), new Sink("c", this)))?.Message);
        Assert.Equal("open a, open b, abort a, abort b", string.Join(", ", _calls));
    }

    private sealed class Sink(string name, SinkSetTests test, params string[] failing) : ISinkLifecycle, IBufferedSink
    {
        public ValueTask OpenAsync(CancellationToken cancellation) => Call("open");

        public ValueTask DrainAsync(CancellationToken cancellation) => Call("drain");

        public ValueTask CommitAsync(CancellationToken cancellation) => Call("commit");

        public ValueTask AbortAsync() => Call("abort");

        private ValueTask Call(string what)
        {
            test._calls.Add($"{what} {name}");
            return failing.Contains(what) ? throw new InvalidOperationException($"{what} {name}") : default;
        }
    }
}
