namespace Millrace.Generators.Tests.Jobs;

/// <summary>A tuple of one element, which C# has no other notation for.</summary>
public class SingleTupleTests
{
    [Fact]
    public void A_tuple_of_one_element_is_a_row_a_key_and_a_value() => JobRun.Compiles(JobRun.Job("""
        {
            var flights = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero);
            flights.Select(f => new ValueTuple<Utf8String>(f.Origin)).Distinct().Rebalance().Select(t => new Total(t.Item1, 1)).To(Csv.Write<Total>("-"));
            flights.Select(f => ValueTuple.Create(f.Delay)).To(Csv.Write<ValueTuple<int>>("-"));
            flights.Select(f => ValueTuple.Create(new { f.Delay })).Rebalance().Select(t => new Total(default, t.Item1.Delay)).To(Csv.Write<Total>("-"));
            flights.KeyBy(f => ValueTuple.Create(f.Origin)).Window(Tumbling.Every(Duration.Hours(1))).DropLate()
                .Aggregate(g => new Total(g.Key.Item1, g.Max(f => ValueTuple.Create(f.Delay)).Item1)).To(Csv.Write<Total>("-"));
            flights.KeyBy(f => f.Origin).Reduce((a, b) => b).Select(f => ((f.Delay, ValueTuple.Create(f.Distance)), 1)).Rebalance().Select(t => new Total(default, t.Item1.Item2.Item1)).To(Csv.Write<Total>("-"));
        }
        """));
}
