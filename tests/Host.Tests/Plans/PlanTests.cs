using Millrace.Host.Tests.Support;
using Millrace.Hosting;
using Millrace.Runtime;

namespace Millrace.Host.Tests.Plans;

public sealed class PlanTests
{
    private static JobGraph Graph(int parallelism) => TestJob.Build(new TestJob { Input = "x" }, new GraphSettings(parallelism));

    [Fact]
    public void One_subtask_is_one_vertex_without_an_exchange() => Assert.Equal(
        """
        job test-job, parallelism 1: 1 vertex, 0 exchanges

        vertex 0: rows → where (1 subtask)
          ┌ rows
          └ where "x" > 0

        """, PlanText.Write(Graph(1), 1));

    [Fact]
    public void More_subtasks_exchange_rows_by_key() => Assert.Equal(
        """
        job test-job, parallelism 2: 2 vertices, 1 exchange

        vertex 0: rows → where (2 subtasks)
          ┌ rows
          └ where "x" > 0
          ⇒ vertex 1 by hash of the key, 24 bytes a row

        vertex 1: count → csv (2 subtasks)
          ┌ count
          └ csv out.csv

        """, PlanText.Write(Graph(2), 2));

    [Fact]
    public void In_batch_mode_one_subtask_has_exchanges_too_and_they_block() => Assert.Equal(
        """
        job test-job, batch, parallelism 1: 2 vertices, 1 exchange

        vertex 0: rows → where (1 subtask)
          ┌ rows
          └ where "x" > 0
          ⇒ vertex 1 by hash of the key, 24 bytes a row, blocking, sorted by time

        vertex 1: count → csv (1 subtask)
          ┌ count
          └ csv out.csv

        An exchange that blocks gathers all its rows, on disk as far as they do not fit into memory, before it hands over the first.

        """, PlanText.Write(TestJob.Build(new TestJob { Input = "x" }, new GraphSettings(1, JobMode.Batch)), 1));

    [Theory]
    [InlineData(ExchangeKind.Forward, "forward, 24 bytes a row")]
    [InlineData(ExchangeKind.Hash, "hash of the key, 24 bytes a row")]
    [InlineData(ExchangeKind.Rebalance, "rebalance, 24 bytes a row")]
    [InlineData(ExchangeKind.Shuffle, "shuffle, 24 bytes a row")]
    [InlineData(ExchangeKind.Broadcast, "broadcast, 24 bytes a row")]
    public void Every_exchange_has_words_of_its_own(ExchangeKind kind, string words) =>
        Assert.Equal(words, PlanText.Exchange(Graph(2).Edges[0] with { Kind = kind }));

    [Fact]
    public void An_edge_that_leads_back_names_its_loop()
    {
        var graph = Graph(2);
        graph.Connect(graph.Vertices[1], 0, graph.Vertices[1], 1, ExchangeKind.Forward, 24, loop: "rounds");
        Assert.Contains("\n  ↺ vertex 1 by feedback of loop rounds, forward, 24 bytes a row\n", PlanText.Write(graph, 2), StringComparison.Ordinal);
        Assert.Contains("\n  v1 -.->|feedback of loop rounds, forward, 24 bytes a row| v1\n", PlanMermaid.Write(graph), StringComparison.Ordinal);
    }

    [Fact]
    public void Mermaid_shows_the_same() => Assert.Equal(
        """
        flowchart LR
          v0["rows<br/>where #quot;x#quot; #gt; 0<br/>× 2"]
          v1["count<br/>csv out.csv<br/>× 2"]
          v0 -->|hash of the key, 24 bytes a row| v1

        """, PlanMermaid.Write(Graph(2)));
}
