namespace Millrace.Jobs.Tests;

/// <summary>Gives rows their time before a filter, so that a row is looked at in two passes.</summary>
[Job]
public sealed partial class TimeBeforeFilter
{
    internal Number[] Numbers { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Numbers))
        .EventTime(n => n.Time, Duration.Zero)
        .Where(n => n.Value > 0)
        .KeyBy(n => n.Place)
        .Window(Tumbling.Every(Duration.Days(1)))
        .DropLate()
        .Aggregate(group => new Number((int)group.Count(), group.Key, group.Window.Start))
        .To(Rows.Discard<Number>());
}

/// <summary>Gives rows their time in the only pass, behind a projection.</summary>
[Job]
public sealed partial class TimeBehindSelect
{
    internal Number[] Numbers { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Numbers))
        .Select(n => n)
        .EventTime(n => n.Time, Duration.Zero)
        .Named("the-time")
        .To(Rows.Discard<Number>());
}

/// <summary>Gives rows their time behind an exchange.</summary>
[Job]
public sealed partial class TimeBehindExchange
{
    internal Number[] Numbers { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Numbers))
        .Rebalance()
        .EventTime(n => n.Time, Duration.Zero)
        .To(Rows.Discard<Number>());
}
