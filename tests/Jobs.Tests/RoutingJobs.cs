using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Rows that go one of two, three and four ways, some of which meet again.</summary>
[Job]
public sealed partial class Splits
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    public int Limit { get; init; } = 20;

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.Split(f => f.Delay > Limit, out var late, out var rest);
        late.KeyBy(f => f.Origin).Aggregate(group => new Count(group.Key, group.Count())).Named("late")
            .To(Rows.To(Results.Add, (Count count) => ("late " + count.Word.ToString(), count.Number)));
        rest.Where(f => f.Delay > 0).Split(f => f.Distance % 3, out _, out var one, out Stream<Flight> two);
        one.Union(two).Select(f => new Count(f.Origin, f.Distance)).To(Rows.To(Results.Add, (Count count) => ("union " + count.Word.ToString(), count.Number)));
        flights.Select(f => (f.Destination, f.Distance)).Split(f => f.Distance & 3, out var a, out var b, out var c, out var d);
        a.Union(c).KeyBy(f => f.Destination).Reduce((x, y) => (x.Destination, Math.Max(x.Distance, y.Distance))).Named("even")
            .To(Rows.To(Results.Add, ((Utf8String Destination, int Distance) f) => ("even " + f.Destination.ToString(), (long)f.Distance)));
        b.To(Rows.To(Results.Add, ((Utf8String Destination, int Distance) f) => ("b", (long)f.Distance)));
        d.Rebalance().To(Rows.To(Results.Add, ((Utf8String Destination, int Distance) f) => ("d", (long)f.Distance)));
    }
}

/// <summary>Chooses an output that there is not.</summary>
[Job]
public sealed partial class SplitsWrongly
{
    internal Flight[] Flights { get; init; } = [];

    private void Define(JobBuilder job)
    {
        job.From(Rows.From(Flights)).Split(f => f.Delay, out var a, out var b, out var c);
        a.Union(b, c).To(Rows.Discard<Flight>());
    }
}

/// <summary>Rows that go to the subtask that the job says, and are numbered there.</summary>
[Job]
public sealed partial class Partitioned
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(int Subtask, int Distance)> Results { get; init; } = [];
    public int Offset { get; init; }

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .Partition((f, subtasks) => f.Distance % subtasks + Offset)
        .Named("by-distance")
        .Process(new Whereabouts())
        .To(Rows.To<(int Subtask, int Distance)>(row => Results.Add(row)));
}

/// <summary>Says in which subtask a row is.</summary>
[Operator]
public partial struct Whereabouts : IProcessFunction<Flight, (int Subtask, int Distance)>, IOperatorLifecycle
{
    private int _subtask;

    public void Open(OperatorContext context) => _subtask = context.Subtask;

    public readonly void Process(in Flight row, ProcessContext<(int Subtask, int Distance)> context) => context.Collect((_subtask, row.Distance));

    public readonly void Close() { }
}
