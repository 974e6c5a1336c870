using Millrace.Runtime;

namespace Millrace.Host.Tests.Support;

/// <summary>What the generator would write for a job with a few parameters.</summary>
internal sealed class TestJob : IJob<TestJob>
{
    public static string Name => "test-job";

    public static IReadOnlyList<JobParameter> Parameters { get; } =
    [
        new("input", "text") { Required = true, Help = "Where the rows come from: a file, a directory or a glob. Files ending in .gz are unpacked while they are read." },
        new("window-size", "duration") { Default = "Duration.Hours(1)", Help = "Length of a window" },
        new("sketch", "fast|exact") { Default = "Sketch.Fast", Choices = ["fast", "exact"] },
        new("tag", "text") { Repeatable = true, Help = "Tags." },
        new("dry", JobParameter.Flag),
        new("broker.topic", "text") { Default = "\"flights\"" },
    ];

    public required string Input { get; init; }

    public Duration WindowSize { get; init; } = Duration.Hours(1);

    public string[] Tags { get; init; } = [];

    public string Topic { get; init; } = "flights";

    public TestSource Source { get; init; } = new(rows: 10, ends: true);

    public TestSink Sink { get; init; } = new();

    /// <summary>Parallelism of the graph built last.</summary>
    public int Parallelism { get; private set; }

    public static TestJob Create(ParameterValues values) => new()
    {
        Input = values.GetText("input"),
        WindowSize = values.Has("window-size") ? values.Get<Duration>("window-size") : Duration.Hours(1),
        Tags = values.GetAllText("tag"),
        Topic = values.Has("broker.topic") ? values.GetText("broker.topic") : "flights",
    };

    public static JobGraph Build(TestJob job, GraphSettings settings)
    {
        job.Parallelism = settings.Parallelism;
        var graph = new JobGraph(Name, settings);
        graph.AddSink(job.Sink);
        var read = graph.AddSource("rows → where", settings.Parallelism, job.Source, _ => default(TestHead), null, default, "rows", "where \"x\" > 0");
        if (settings.FusesExchanges) return graph;
        var count = graph.AddVertex("count → csv", settings.Parallelism, _ => default(TestHead), "count", "csv out.csv");
        graph.Connect(read, 0, count, 0, ExchangeKind.Hash, 24);
        return graph;
    }
}
