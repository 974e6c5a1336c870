using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>What <c>explain</c> shows of a compiled job.</summary>
public class PlanTests
{
    [Fact]
    public void Distinct_is_shown_with_what_it_keeps() => Assert.Equal(
        [
            "rows → partial routes → partial routes: rows (0), branch: where, branch: select, branch: routes (drops repeats of recent keys), "
                + "branch: hash exchange to routes, branch: where, branch: select, branch: routes (drops repeats of recent keys), branch: hash exchange to routes",
            "routes → callback: routes (each row once, state per row), where, callback",
        ],
        Plan<Routes>(2));

    [Fact]
    public void With_one_subtask_the_kept_rows_stay_in_the_chain() => Assert.Equal(
        ["rows → keep-first → callback: rows (0), keep-first (first row of each key, state per key), callback"],
        Plan<FirstFlights>(1));

    [Fact]
    public void With_one_subtask_exchanges_vanish() => Assert.Equal(
        ["rows → count → callback: rows (0), event-time, where, select, count (window aggregate, state per key and window), callback"],
        Plan<SpreadWindows>(1));

    [Fact]
    public void Time_is_explained_for_each_source_and_window()
    {
        Assert.Equal(
            [
                "event-time: watermarks of rows (0): bounded out-of-orderness 00:00:01, idle after 00:00:03",
                "window-aggregate: a window of 00:00:00.1000000 fires when the lowest watermark of rows (0) has come to its end",
                "event-time: watermarks of rows (0): punctuated, idle after 00:00:03",
            ],
            Build<Strategies>(2).Times.Take(3).Select(note => $"{note.Operator}: {note.Text}"));
        Assert.Equal(
            [
                "event-time: watermarks of rows (0): custom SecondBehind, at most 00:00:05 ahead of group 'happenings', unbounded splits idle as the job's options say",
            ],
            Build<Strategies>(2).Times.Select(note => $"{note.Operator}: {note.Text}").Where(note => note.Contains("custom SecondBehind, at most")));
        Assert.Equal(
            [
                "window-aggregate: a window of 00:00:00.0020000 fires when the clock has come to its end",
                "window-aggregate: a window of 10000.00:00:00 fires when the lowest watermark of rows (0) has come to its end",
                "window-aggregate: a session with a gap of 01:00:00 fires when the clock has come to its end",
                "window-aggregate: a window of 20000.00:00:00, one every 10000.00:00:00, fires when the clock has come to its end",
            ],
            Build<ByProcessingTime>(1).Times.Select(note => $"{note.Operator}: {note.Text}"));
        Assert.Equal("ingestion-time: watermarks of rows (0): the clock, when rows are read", Build<ByIngestionTime>(1).Times.Select(note => $"{note.Operator}: {note.Text}").First());
    }

    [Fact]
    public void An_exchange_begins_a_vertex() => Assert.Equal(
        [
            "rows: rows (0), event-time, rebalance exchange to spread",
            "spread: where, select, shuffle exchange to shuffle",
            "shuffle → partial count: count (partial aggregation), hash exchange to count",
            "count → callback: count (window aggregate, state per key and window), callback",
        ],
        Plan<SpreadWindows>(2));

    [Fact]
    public void With_as_many_subtasks_on_both_sides_a_rescale_is_a_forward_exchange()
    {
        var graph = Build<Rescaled>(2);
        Assert.Equal(["rows: rows (0), forward exchange to rescale", "rescale → callback: callback"], Plan<Rescaled>(2));
        Assert.Equal([ExchangeKind.Forward], graph.Edges.Select(edge => edge.Kind));
    }

    [Fact]
    public void Streams_that_meet_in_front_of_an_exchange_share_a_vertex()
    {
        var graph = Build<EveryExchange>(2);
        Assert.Equal(5, graph.Vertices.Count);
        Assert.Equal(
            ["0→1 Rebalance", "0→2 Forward", "0→3 Shuffle", "1→3 Shuffle", "1→4 Rebalance", "2→4 Rebalance", "3→4 Rebalance"],
            graph.Edges.Select(edge => $"{edge.From.Id}→{edge.To.Id} {edge.Kind}").Order(StringComparer.Ordinal));
    }

    internal static JobGraph Build<TJob>(int parallelism) where TJob : class, IJob<TJob>, new() => TJob.Build(new TJob(), new GraphSettings(parallelism));

    internal static IEnumerable<string> Plan<TJob>(int parallelism) where TJob : class, IJob<TJob>, new() =>
        Build<TJob>(parallelism).Vertices.Select(vertex => $"{vertex.Name}: {string.Join(", ", vertex.Operators)}");
}
