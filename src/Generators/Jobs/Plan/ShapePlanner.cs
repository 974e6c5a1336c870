using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Plan;

/// <summary>Plans the vertices for one subtask (<paramref name="serial"/>) or for several.</summary>
internal sealed class ShapePlanner(Planner planner, bool serial)
{
    private readonly List<EdgePlan> _edges = [];
    private readonly Dictionary<int, int> _inputs = [];
    private readonly Dictionary<int, int> _ways = [];
    private int _vertex;
    private int _outputs;
    private bool _fromOne;

    public ShapePlan Plan()
    {
        var vertices = new List<VertexPlan>();
        var heads = planner.Job.Nodes.Where(node => node is SourceNode).Concat(NodeOrder.Of(planner.Job.Nodes).Where(IsHead)).ToList();
        foreach (var head in heads)
        {
            _vertex = vertices.Count;
            _outputs = 0;
            _fromOne = head is KeyedNode { Key.IsOne: true };
            var chain = head is ConnectNode connect ? Function(connect, connect, "") : head is TwoInputNode two ? TwoInput(two) : head is KeyedNode keyed ? Keyed(keyed) : Follow([], head is SourceNode ? RunRole.Source : RunRole.Operator, head.Row.Name, head.Id, 0);
            vertices.Add(new VertexPlan(head.Id, chain));
        }
        var vertexOf = heads.Select((head, index) => (head.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
        return new ShapePlan(vertices.ToEquatable(), _edges.Select(edge => edge with { To = vertexOf[Target(edge.Node)] }).ToEquatable());
    }

    /// <summary>True if the node stands behind an exchange.</summary>
    private bool IsHead(Node node) => node switch
    {
        TwoInputNode => true,
        SideNode or LookupSideNode => false,
        KeyedNode keyed => !IsFused(keyed),
        ExchangeNode { Mode: ExchangeMode.Feedback } => false,
        _ => node is ExchangeNode exchange && !IsNothing(exchange),
    };

    /// <summary>The node at the head of the vertex that an edge to a node leads to.</summary>
    private int Target(int node) => planner.Job.Nodes[node] is ExchangeNode { Loop: >= 0 and var loop } ? loop : planner.Job.Nodes[node] is SideNode or BroadcastSideNode or LookupSideNode ? planner.ConsumersOf(node, 0)[0].Id : node;

    /// <summary>True for a node that changes nothing: rows go on to what follows it.</summary>
    private bool IsNothing(Node node) => node is UnionNode or ProcessingTimeNode
        || (node is ExchangeNode { Mode: not (ExchangeMode.Iterate or ExchangeMode.Feedback) } exchange && (exchange.Mode == ExchangeMode.Chain ? exchange.Subtasks < 0 && planner.ConsumersOf(node.Id, 0).All(Leaves) : serial));

    /// <summary>True if rows go to another vertex in front of the node anyway.</summary>
    private bool Leaves(Node node) => node switch
    {
        // What is looked up stays in its subtask, of which there are as many on both sides.
        LookupSideNode { Side: 0 } => false,
        SideNode or LookupSideNode or BroadcastSideNode or ExchangeNode { Mode: ExchangeMode.Chain or ExchangeMode.Iterate or ExchangeMode.Feedback } => true,
        KeyedNode => !serial || node.Subtasks >= 0,
        _ => node is ExchangeNode && !serial,
    };

    /// <summary>True if all rows of the operator come by one chain and stay on one thread.</summary>
    private bool IsFused(KeyedNode node) => serial && node is not SideNode && node.Subtasks < 0 && node.Inputs.Sum(input => WaysTo(input.Node)) == 1;

    /// <summary>In how many chains the output of a node appears.</summary>
    private int WaysTo(int node)
    {
        if (_ways.TryGetValue(node, out int known)) return known;
        var inputs = planner.Job.Nodes[node];
        return _ways[node] = inputs is SourceNode or KeyedNode or TwoInputNode || IsHead(inputs) ? 1 : inputs.Inputs.Sum(input => WaysTo(input.Node));
    }

    /// <summary>The chain behind an output; <paramref name="steps"/> are the stateless operators since the last that is not.</summary>
    private Chain Follow(List<Step> steps, RunRole role, string input, int node, int port)
    {
        string row = RowOf(planner.Job.Nodes[node], port);
        while (true)
        {
            var consumers = planner.ConsumersOf(node, port);
            if (consumers.Count == 0) return Close(steps, role, input, row, new EndChain(row));
            if (consumers.Count > 1)
            {
                var branches = consumers.Select(consumer => Branch(consumer, row)).ToList();
                var fork = branches[branches.Count - 1];
                for (int i = branches.Count - 2; i >= 0; i--) fork = new ForkChain(row, branches[i], fork);
                return Close(steps, role, input, row, fork);
            }
            var consumer = consumers[0];
            switch (consumer)
            {
                case WhereNode: steps.Add(new Step(StepKind.Where, consumer.Id)); break;
                case SelectNode: steps.Add(new Step(StepKind.Select, consumer.Id)); break;
                case EventTimeNode: steps.Add(new Step(StepKind.EventTime, consumer.Id)); break;
                case IngestionTimeNode: steps.Add(new Step(StepKind.IngestionTime, consumer.Id)); break;
                case var nothing when IsNothing(nothing): break;
                default: return Last(consumer, steps, role, input, row);
            }
            (node, port, row) = (consumer.Id, 0, consumer.Row.Name);
        }
    }

    /// <summary>A consumer that starts a chain of its own behind a fork.</summary>
    private Chain Branch(Node consumer, string row)
    {
        var steps = new List<Step>();
        switch (consumer)
        {
            case WhereNode: steps.Add(new Step(StepKind.Where, consumer.Id)); break;
            case SelectNode: steps.Add(new Step(StepKind.Select, consumer.Id)); break;
            case EventTimeNode: steps.Add(new Step(StepKind.EventTime, consumer.Id)); break;
            case IngestionTimeNode: steps.Add(new Step(StepKind.IngestionTime, consumer.Id)); break;
            case var nothing when IsNothing(nothing): break;
            default: return Last(consumer, steps, RunRole.Operator, row, row);
        }
        return Follow(steps, RunRole.Operator, row, consumer.Id, 0);
    }

    /// <summary>A consumer that ends the run before it.</summary>
    private Chain Last(Node consumer, List<Step> steps, RunRole role, string input, string row)
    {
        switch (consumer)
        {
            case SelectManyNode:
                steps.Add(new Step(StepKind.SelectMany, consumer.Id));
                return Close(steps, role, input, consumer.Row.Name, Follow([], RunRole.Operator, consumer.Row.Name, consumer.Id, 0));
            case LookupSideNode side:
                return Close(steps, role, input, row, new ExchangeChain(side.Id, Connect(side, partial: false), FromOne: _fromOne && side.Side == 0));
            case KeyedNode keyed:
                if (keyed is AggregateNode)
                {
                    steps.Add(new Step(StepKind.Lift, keyed.Id));
                    row = $"__In{keyed.Id}";
                }
                return Close(steps, role, input, row, IsFused(keyed) ? Keyed(keyed) : Exchange(keyed));
            case BroadcastSideNode broadcast:
                return Close(steps, role, input, row, new ExchangeChain(broadcast.Id, Connect(broadcast, partial: false), FromOne: false));
            case SplitNode split:
                var branches = Enumerable.Range(0, split.Outputs).Select(output => Follow([], RunRole.Operator, split.Row.Name, split.Id, output)).ToEquatable();
                return Close(steps, role, input, row, new SplitChain(split.Id, branches));
            case ProcessNode process:
                return Close(steps, role, input, row, Function(process, process, row));
            case AsyncNode call:
                return Close(steps, role, input, row, new AsyncChain(call.Id, Follow([], RunRole.Operator, call.Row.Name, call.Id, 0)));
            case ExchangeNode exchange:
                return Close(steps, role, input, row, new ExchangeChain(exchange.Id, Connect(exchange, partial: false), _fromOne));
            default:
                return Close(steps, role, input, row, new SinkChain(consumer.Id));
        }
    }

    private Chain Close(List<Step> steps, RunRole role, string input, string output, Chain next) =>
        steps.Count == 0 ? next : new RunChain(planner.AddRun(new RunPlan(role, input, output, steps.ToEquatable())), next);

    private Chain Keyed(KeyedNode node)
    {
        if (node is IFunctionNode function) return Function(node, function, node.InputRow.Name);
        var next = Follow([], RunRole.Operator, node.Row.Name, node.Id, 0);
        var late = node is AggregateNode { Window.Late: LateRows.Output }
            ? Follow([new Step(StepKind.Late, node.Id)], RunRole.Operator, $"global::Millrace.Operators.LateRow<__In{node.Id}>", node.Id, 1)
            : null;
        return new KeyedChain(node.Id, next, late);
    }

    private TwoInputChain TwoInput(TwoInputNode node)
    {
        var next = Follow([], RunRole.Operator, node.Row.Name, node.Id, 0);
        return new TwoInputChain(node.Id, next, Late(1), Late(2));

        Chain? Late(int port) => planner.ConsumersOf(node.Id, port).Count > 0 ? Follow([], RunRole.Operator, LateRow(node, port), node.Id, port) : null;
    }

    private FunctionChain Function(Node node, IFunctionNode function, string input)
    {
        var next = Follow([], RunRole.Operator, node.Row.Name, node.Id, 0);
        var sides = function.Function.Sides.Select((side, index) => Follow([], RunRole.Operator, side.Row.Name, node.Id, 1 + index)).ToEquatable();
        return new FunctionChain(node.Id, input, next, sides);
    }

    private Chain Exchange(KeyedNode node)
    {
        if (!serial && node is KeepNode { Kept: KeptRows.First }) return new PartialChain(node.Id, Connect(node, partial: false));
        bool partial = !serial && node is AggregateNode { CanBePartial: true };
        int output = Connect(node, partial);
        return partial ? new PartialChain(node.Id, output) : new HashChain(node.Id, output);
    }

    /// <summary>Adds an edge to the vertex of a node and returns its output of the vertex being planned.</summary>
    private int Connect(Node node, bool partial)
    {
        _inputs.TryGetValue(Target(node.Id), out int input);
        _inputs[Target(node.Id)] = input + 1;
        // An operator with two inputs tells its rows apart by it, however many ways there are to a side.
        if (node is SideNode or BroadcastSideNode or LookupSideNode) input = node switch { SideNode side => side.Side, LookupSideNode side => side.Side, _ => 1 };
        _edges.Add(new EdgePlan(_vertex, _outputs, -1, input, node.Id, partial));
        return _outputs++;
    }

    /// <summary>Type of the rows of an output.</summary>
    private string RowOf(Node node, int port) => port == 0 || node is SplitNode ? node.Row.Name : node is IFunctionNode function ? function.Function.Sides[port - 1].Row.Name : LateRow(node, port);

    private string LateRow(Node node, int port)
    {
        var late = node is TwoInputNode ? planner.Job.Nodes[node.Inputs[port - 1].Node].Row : ((KeyedNode)node).InputRow;
        return $"({late.Name} Row, global::Millrace.Duration Lateness)";
    }
}
