using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>What <c>explain</c> shows of a compiled job.</summary>
public class PlanTests
{
    [Fact]
    public void Distinct_is_shown_with_what_it_keeps() => Assert.Equal(
        [
            "rows: rows (0), branch: where, branch: select, branch: hash exchange to routes, branch: where, branch: select, branch: hash exchange to routes",
            "routes → callback: routes (each row once, state per row), where, callback",
        ],
        Plan<Routes>(2));

    [Fact]
    public void With_one_subtask_the_kept_rows_stay_in_the_chain() => Assert.Equal(
        ["rows → keep-first → callback: rows (0), keep-first (first row of each key, state per key), callback"],
        Plan<FirstFlights>(1));

    private static IEnumerable<string> Plan<TJob>(int parallelism) where TJob : class, IJob<TJob>, new() =>
        TJob.Build(new TJob(), new GraphSettings(parallelism)).Vertices.Select(vertex => $"{vertex.Name}: {string.Join(", ", vertex.Operators)}");
}
