using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Small graphs that tests run.</summary>
internal static class Jobs
{
    public static readonly TimeProbe<Event> Probe = static (in Event row, out long time) =>
    {
        time = row.Time;
        return true;
    };

    public static JobOptions Options(int parallelism) => new() { Parallelism = parallelism, MemoryBytes = 256 << 20 };

    /// <summary>Source and sink in one chain.</summary>
    public static JobGraph Fused(SplitSource<Event> source, Collected collected, int parallelism = 1, long windowUs = 0, bool eventTime = true, bool keepRows = true)
    {
        var graph = new JobGraph("fused");
        graph.AddSource("array → collect", parallelism, source,
            _ => new EventHead<CollectSink>(new CollectSink(collected, windowUs, keepRows), eventTime), eventTime ? Probe : null);
        return graph;
    }

    /// <summary>Source, hash exchange, sink.</summary>
    public static JobGraph Hashed(SplitSource<Event> source, Collected collected, int parallelism, long windowUs = 0, long failAtKey = long.MinValue, bool keepRows = true, long outOfOrdernessUs = 0,
        JobMode mode = JobMode.Streaming)
    {
        var graph = new JobGraph("hashed", new GraphSettings(parallelism, mode));
        var from = graph.AddSource("array", parallelism, source,
            _ => new EventHead<HashExchange>(new(default, 0), failAtKey: failAtKey, outOfOrdernessUs: outOfOrdernessUs),
            Probe, new Duration(outOfOrdernessUs));
        var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<CollectSink>(new CollectSink(collected, windowUs, keepRows)));
        graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
        return graph;
    }

    /// <summary>Sorted events of one group, cut into splits.</summary>
    public static (int Group, Event[] Rows)[] Splits(int group, int splits, int rowsPerSplit, long startUs = 0, long stepUs = 1, int keys = 97)
    {
        var all = new (int, Event[])[splits];
        long time = startUs;
        for (int i = 0; i < splits; i++)
        {
            var rows = new Event[rowsPerSplit];
            for (int r = 0; r < rowsPerSplit; r++, time += stepUs) rows[r] = new Event(time % keys, time, default);
            all[i] = (group, rows);
        }
        return all;
    }

    /// <summary>Runs to the end, in an interleaving that depends on the seed alone; segments are all returned.</summary>
    public static async Task Simulate(JobGraph graph, JobOptions options, int seed)
    {
        await using var simulation = new SimulatedExecution(graph, options, seed, Duration.Milliseconds(seed % 5)) { KeepsTrace = false };
        await simulation.RunToEndAsync();
        Assert.Equal(0, simulation.Outstanding);
    }

    /// <summary>Runs to the end on threads, at most three minutes.</summary>
    public static async Task<JobMetricsSnapshot> Run(JobGraph graph, JobOptions options)
    {
        await using var execution = JobExecution.Start(graph, options);
        await execution.Completion.WaitAsync(TimeSpan.FromMinutes(3));
        return execution.Metrics.Snapshot();
    }
}
