using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// One run of a job: its memory, channels and subtasks, however they are scheduled. Thread: one at a time, and none while
/// steps run.
/// </summary>
internal sealed class JobRuntime : IAsyncDisposable
{
    private readonly JobGraph _graph;
    private readonly JobOptions _options;
    private readonly IClock _clock;
    private readonly ITransport _transport;
    private readonly MemoryPlan _plan;
    private readonly MemoryBudget _budget;
    private readonly MemoryAccount _state;
    private readonly ChannelMemory _channelMemory;
    private readonly List<Channel> _channels = [];
    private readonly List<Subtask> _subtasks = [];
    private readonly List<VertexFactory> _opened = [];
    private readonly DriftGroups _driftGroups = new();
    private readonly SpillDirectory _spill;
    private readonly Dictionary<int, Loop> _loops = [];
    private readonly int[] _loopOf;
    private readonly long _startUs;
    private bool _closed;

    /// <summary>Divides the memory. Throws <see cref="JobConfigurationException"/>.</summary>
    public JobRuntime(JobGraph graph, JobOptions options, IClock clock, ITransport transport)
    {
        JobValidation.Check(graph, options);
        _graph = graph;
        _options = options;
        _clock = clock;
        _transport = transport;
        _plan = JobMemory.Plan(graph, options);
        _budget = options.Budget ?? new MemoryBudget(_plan.TotalBytes);
        _state = _budget.CreateAccount("state", _plan.StateBytes);
        _channelMemory = new ChannelMemory(_budget.CreateAccount("channels", _plan.ChannelBytes), _budget.CreateAccount("reserve", _plan.ReserveBytes), _state,
            _plan.SegmentBytes, _plan.SegmentsPerChannel, options.MaxRowBytes)
        {
            Sort = _plan.SortBytes > 0 ? _budget.CreateAccount("exchanges", _plan.SortBytes) : null,
            Loops = _plan.LoopBytes > 0 ? _budget.CreateAccount("loops", _plan.LoopBytes) : null,
        };
        _loopOf = LoopPaths.Of(graph);
        foreach (var edge in graph.Edges)
            if (edge.Loop is { } loop) _loops.TryAdd(edge.To.Id, new Loop(graph.Name, loop, options.LoopDiskBytes));
        _spill = new SpillDirectory(graph.Name, options.TempDirectory);
        _startUs = clock.UtcNowUs;
        Levels = JobValidation.Levels(graph);
    }

    public JobGraph Graph => _graph;

    public MemoryPlan Plan => _plan;

    /// <summary>Distance from the sources, by vertex.</summary>
    public int[] Levels { get; }

    /// <summary>Subtasks, by vertex and index; empty before <see cref="OpenAsync"/>.</summary>
    public IReadOnlyList<Subtask> Subtasks => _subtasks;

    /// <summary>Segments rented and not returned.</summary>
    public long Outstanding => _state.Outstanding + _channelMemory.Channels.Outstanding + _channelMemory.Reserve.Outstanding + (_channelMemory.Sort?.Outstanding ?? 0) + (_channelMemory.Loops?.Outstanding ?? 0);

    /// <summary>Opens the sources and makes the subtasks. May take long.</summary>
    public async ValueTask OpenAsync(IScheduler scheduler, CancellationToken cancellation)
    {
        await Opening.AllAsync(_graph.Vertices.Select(vertex => new Func<CancellationToken, ValueTask>(stop =>
        {
            _opened.Add(vertex.Factory);
            return vertex.Factory.OpenAsync(vertex.Parallelism, _options, stop);
        })), cancellation).ConfigureAwait(false);
        var wiring = new ExchangeWiring(_graph, _transport, _channelMemory);
        _channels.AddRange(wiring.Channels);
        foreach (var vertex in _graph.Vertices)
        {
            for (int i = 0; i < vertex.Parallelism; i++)
                _subtasks.Add(Create(vertex, i, wiring, scheduler));
        }
    }

    /// <summary>Closes subtasks, channels and sources and returns all memory. Collects what goes wrong instead of stopping there.</summary>
    public async ValueTask<IReadOnlyList<Exception>> CloseAsync()
    {
        var problems = new List<Exception>();
        if (_closed) return problems;
        _closed = true;
        foreach (var subtask in _subtasks) Try(subtask.Close, problems);
        foreach (var channel in _channels) Try(channel.Close, problems);
        foreach (var factory in _opened)
        {
            try
            {
                await factory.CloseAsync().ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                problems.Add(problem);
            }
        }
        Try(_spill.Dispose, problems);
        return problems;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _state.Dispose();
        _channelMemory.Channels.Dispose();
        _channelMemory.Reserve.Dispose();
        _channelMemory.Sort?.Dispose();
        _channelMemory.Loops?.Dispose();
        if (_options.Budget is null) _budget.Dispose();
    }

    private Subtask Create(Vertex vertex, int index, ExchangeWiring wiring, IScheduler scheduler)
    {
        var outputs = wiring.Outputs(vertex, index);
        var context = new SubtaskContext
        {
            VertexName = vertex.Name,
            Index = index,
            Parallelism = vertex.Parallelism,
            State = _state,
            IsBatch = _options.Mode == JobMode.Batch,
            Outputs = new ExchangeOutput[outputs.Count],
        };
        var member = _loopOf[vertex.Id] < 0 ? null : new LoopMember(_loops[_loopOf[vertex.Id]], context, isHead: _loopOf[vertex.Id] == vertex.Id);
        member?.Loop.Add(member);
        for (int i = 0; i < outputs.Count; i++)
        {
            bool isInLoop = LoopPaths.IsInside(_graph.Edges.First(edge => edge.From == vertex && edge.Output == i), _loopOf);
            context.Outputs[i] = new ExchangeOutput(outputs[i], _options.BufferTimeout) { Loop = isInLoop ? member : null };
            if (isInLoop) member!.Add(context.Outputs[i]);
        }
        // In batch mode the clock stands still, so that results do not depend on how long the job takes.
        if (context.IsBatch) context.Advance(_startUs);
        var inputs = wiring.Inputs(vertex, index);
        member?.Attach(inputs);
        var subtask = vertex.Factory.Create(context, new SubtaskEnvironment(vertex, Levels[vertex.Id], _clock, _options, inputs, _driftGroups) { Memory = _channelMemory, SortBytes = _plan.SortBytesPerSubtask, Spill = _spill, Loop = member, LoopBytes = _plan.LoopBytesPerSubtask });
        subtask.Scheduler = scheduler;
        context.Wake = subtask.Wake;
        foreach (var channels in outputs)
            foreach (var channel in channels) channel.Producer = subtask;
        foreach (var input in inputs) input.Channel.Consumer = subtask;
        return subtask;
    }

    private static void Try(Action action, List<Exception> problems)
    {
        try
        {
            action();
        }
        catch (Exception problem)
        {
            problems.Add(problem);
        }
    }
}
