using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Plan;

/// <summary>
/// Decides fusion. Everything between a source, keyed operator or exchange and the next of these runs in one chain; unions
/// vanish, since each of their inputs carries its own copy of what follows.
/// </summary>
internal sealed class Planner
{
    private readonly JobModel _job;
    private readonly Dictionary<Input, List<Node>> _consumers = [];
    private readonly List<RunPlan> _runs = [];

    private Planner(JobModel job)
    {
        _job = job;
        foreach (var node in job.Nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (!_consumers.TryGetValue(input, out var list)) _consumers[input] = list = [];
                list.Add(node);
            }
        }
    }

    public static JobPlan? Plan(JobModel job)
    {
        if (!job.IsComplete) return null;
        var planner = new Planner(job);
        var serial = new ShapePlanner(planner, serial: true).Plan();
        bool exchanges = job.Nodes.Any(node => node is KeyedNode or ExchangeNode);
        var parallel = exchanges ? new ShapePlanner(planner, serial: false).Plan() : null;
        var sources = job.Nodes.OfType<SourceNode>().Select(source => SourcePlanner.Plan(job, planner.ConsumersOf, source)).ToEquatable();
        return new JobPlan(serial, serial.Equals(parallel) ? null : parallel, planner._runs.ToEquatable(), sources);
    }

    public JobModel Job => _job;

    public IReadOnlyList<Node> ConsumersOf(int node, int port) => _consumers.TryGetValue(new Input(node, port), out var list) ? list : [];

    /// <summary>Index of the run; the same run in two chains or shapes is emitted once.</summary>
    public int AddRun(RunPlan run)
    {
        int index = _runs.IndexOf(run);
        if (index >= 0) return index;
        _runs.Add(run);
        return _runs.Count - 1;
    }
}
