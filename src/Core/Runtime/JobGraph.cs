using Millrace.Connectors;
using Millrace.Records;

namespace Millrace.Runtime;

/// <summary>Vertices and edges of a job, ready to run once. Built by generated code.</summary>
public sealed class JobGraph(string name)
{
    private readonly List<Vertex> _vertices = [];
    private readonly List<Edge> _edges = [];
    private readonly List<ISinkLifecycle> _sinks = [];
    private readonly List<TimeNote> _times = [];

    /// <summary>A graph built for these settings.</summary>
    public JobGraph(string name, GraphSettings settings) : this(name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Mode = settings.Mode;
    }

    /// <summary>How the job treats its input.</summary>
    public JobMode Mode { get; }

    /// <summary>Name of the job.</summary>
    public string Name { get; } = name;

    /// <summary>Vertices, upstream first.</summary>
    public IReadOnlyList<Vertex> Vertices => _vertices;

    /// <summary>Edges, in the order in which they were added.</summary>
    public IReadOnlyList<Edge> Edges => _edges;

    /// <summary>Sinks, each once.</summary>
    public IReadOnlyList<ISinkLifecycle> Sinks => _sinks;

    /// <summary>For plans: how watermarks are made, and when windows fire.</summary>
    public IReadOnlyList<TimeNote> Times => _times;

    /// <summary>Notes something for plans.</summary>
    public void Note(TimeNote time) => _times.Add(time);

    /// <summary>Adds a source vertex: a chain <paramref name="createHead"/> fed by the splits of <paramref name="source"/>.</summary>
    public Vertex AddSource<T, THead>(string name, int parallelism, SplitSource<T> source, Func<SubtaskContext, THead> createHead,
        TimeProbe<T>? timeProbe = null, Duration outOfOrderness = default, params string[] operators)
        where T : unmanaged where THead : struct, IHead =>
        Add(new Vertex(_vertices.Count, name, parallelism, new SourceVertexFactory<T, THead>(source, createHead, timeProbe, outOfOrderness), operators));

    /// <summary>Adds a vertex fed by exchanges.</summary>
    public Vertex AddVertex<THead>(string name, int parallelism, Func<SubtaskContext, THead> createHead, params string[] operators)
        where THead : struct, IHead =>
        Add(new Vertex(_vertices.Count, name, parallelism, new InputVertexFactory<THead>(createHead), operators));

    /// <summary>Connects output <paramref name="output"/> of one vertex with input <paramref name="input"/> of another.</summary>
    /// <param name="from">The vertex that sends.</param>
    /// <param name="output">Its output, counted from 0.</param>
    /// <param name="to">The vertex that receives.</param>
    /// <param name="input">Its input; what <see cref="RowBatch.Input"/> says.</param>
    /// <param name="kind">How rows choose a subtask.</param>
    /// <param name="rowSizeBytes">Size of a row without its long text.</param>
    /// <param name="isUntimed">True if the rows have no event time and shall not hold back the watermark of the other inputs.</param>
    /// <param name="loop">For an edge that leads back to the head of a loop, the loop's name.</param>
    public void Connect(Vertex from, int output, Vertex to, int input, ExchangeKind kind, int rowSizeBytes, bool isUntimed = false, string? loop = null) =>
        _edges.Add(new Edge(from, output, to, input, kind, rowSizeBytes, isUntimed) { Loop = loop });

    /// <summary>Registers a sink for its lifecycle and returns it.</summary>
    public TSink AddSink<TSink>(TSink sink) where TSink : ISinkLifecycle
    {
        if (!_sinks.Contains(sink)) _sinks.Add(sink);
        return sink;
    }

    /// <summary>What reads a source that is only known when the job is built.</summary>
    /// <typeparam name="T">The row type.</typeparam>
    /// <typeparam name="TRecord">Its codec, for the fields that the job uses.</typeparam>
    /// <param name="source">The source; null is an error that names <paramref name="place"/>.</param>
    /// <param name="place">Where the job has it from, such as <c>FlightDelays.Input</c>.</param>
    /// <exception cref="JobConfigurationException">There is no source, or it cannot read such rows.</exception>
    public static SplitSource<T> SplitsOf<T, TRecord>(Source<T>? source, string place)
        where T : unmanaged where TRecord : struct, ICsvRecord<T>, IJsonRecord<T>
    {
        if (source is null) throw Missing.Source(place);
        if (source.NeedsLayout) Missing.CheckLayout<T, TRecord>(place, source.Describe());
        return source.CreateSplits<T, TRecord>();
    }

    /// <summary>Checks a number of subtasks that the user has chosen, and returns it.</summary>
    /// <exception cref="JobConfigurationException">It is none that is possible.</exception>
    public static int Subtasks(string name, int subtasks) => subtasks is >= 1 and <= JobOptions.MaxParallelism ? subtasks
        : throw new JobConfigurationException($"'{name}' cannot run as {subtasks} subtasks; give WithParallelism a number from 1 to {JobOptions.MaxParallelism}.");

    private Vertex Add(Vertex vertex) { _vertices.Add(vertex); return vertex; }
}
