using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Plan;

/// <summary>Pushes the projection into a source, and finds how the event time of its rows is made.</summary>
internal static class SourcePlanner
{
    public static SourcePlan Plan(JobModel job, Func<int, int, IReadOnlyList<Node>> consumersOf, SourceNode source)
    {
        var used = new HashSet<string>();
        bool all = !Collect(job, consumersOf, source.Id, used);
        // Fewer columns pay only if there are fewer; a record without any would read nothing, which is right for a plain count.
        var fields = source.Row.Row.Fields.Select(field => field.Name.TrimStart('@')).ToList();
        bool prune = source.Connector.ReadsCsv && source.Row.IsStorable && !all && fields.Count > 0 && used.All(fields.Contains) && used.Count < fields.Count;
        var (eventTime, steps) = Probe(consumersOf, source);
        return new SourcePlan(source.Id, prune ? fields.Where(used.Contains).ToEquatable() : null, eventTime, steps.ToEquatable());
    }

    /// <summary>Adds the fields that rows of a node are read by, as long as they are rows of the source; false if all may be.</summary>
    private static bool Collect(JobModel job, Func<int, int, IReadOnlyList<Node>> consumersOf, int node, HashSet<string> used, int port = 0)
    {
        foreach (var consumer in consumersOf(node, port))
        {
            bool known = consumer switch
            {
                WhereNode where => Add(job, where.Predicate, used) && Collect(job, consumersOf, where.Id, used),
                EventTimeNode { Watermarks.Generator.Length: > 0 } => false,
                EventTimeNode time => Add(job, time.Time, used) && (time.Watermarks is not { Mark: >= 0 and var mark } || Add(job, mark, used)) && Collect(job, consumersOf, time.Id, used),
                IngestionTimeNode or ProcessingTimeNode => Collect(job, consumersOf, consumer.Id, used),
                UnionNode union => Collect(job, consumersOf, union.Id, used),
                ExchangeNode { Partitioner: >= 0 and var partitioner } => Add(job, partitioner, used) && Collect(job, consumersOf, consumer.Id, used),
                SplitNode split => Add(job, split.Function, used) && Enumerable.Range(0, split.Outputs).All(output => Collect(job, consumersOf, split.Id, used, output)),
                ExchangeNode exchange => Collect(job, consumersOf, exchange.Id, used),
                SelectNode select => Add(job, select.Selector, used),
                SelectManyNode select => Add(job, select.Selector, used),
                KeepNode keep => keep.Key.Lambda >= 0 && Add(job, keep.Key.Lambda, used) && Collect(job, consumersOf, keep.Id, used),
                SideNode side => Add(job, side.Key.Lambda, used) && AddOfJoin(job, consumersOf, side.Id, side.Side, used),
                LookupSideNode side => Add(job, side.Key.Lambda, used) && AddOfJoin(job, consumersOf, side.Id, side.Side, used),
                AggregateNode { Window.Late: LateRows.Output } => false,
                AggregateNode aggregate => (aggregate.Key.IsOne || Add(job, aggregate.Key.Lambda, used)) && aggregate.Group.Values.All(value => Add(job, value.Lambda, used)),
                _ => false,
            };
            if (!known) return false;
        }
        return true;
    }

    /// <summary>Adds the fields that the function of a join reads of one side.</summary>
    private static bool AddOfJoin(JobModel job, Func<int, int, IReadOnlyList<Node>> consumersOf, int sideNode, int side, HashSet<string> used) =>
        consumersOf(sideNode, 0).Single() is JoinNode { Selector: >= 0 } join && consumersOf(join.Id, 1 + side).Count == 0 && Add(job, join.Selector, used, side);

    private static bool Add(JobModel job, int lambda, HashSet<string> used, int parameter = 0)
    {
        if ((parameter == 0 ? job.Lambdas[lambda].UsedFields : job.Lambdas[lambda].SecondUsedFields) is not { } fields) return false;
        used.UnionWith(fields);
        return true;
    }

    private static (int EventTime, List<Step> Steps) Probe(Func<int, int, IReadOnlyList<Node>> consumersOf, SourceNode source)
    {
        var steps = new List<Step>();
        int node = source.Id;
        while (consumersOf(node, 0) is { Count: 1 } consumers)
        {
            switch (consumers[0])
            {
                case WhereNode where: steps.Add(new Step(StepKind.Where, where.Id)); break;
                case SelectNode select: steps.Add(new Step(StepKind.Select, select.Id)); break;
                case UnionNode or ProcessingTimeNode: break;
                // Rows that carry watermarks, or a rule of the user's, say nothing about a split that begins with some row.
                case EventTimeNode { Watermarks: { IsByHighest: false } }: return (-1, []);
                case EventTimeNode time: return (time.Id, steps);
                default: return (-1, []);
            }
            node = consumers[0].Id;
        }
        return (-1, []);
    }
}
