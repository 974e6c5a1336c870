namespace Millrace.Testing.Tests.Guide;

public partial class LimitsTests
{
    private static readonly Timestamp Noon = Timestamp.Parse("2026-03-02T12:00:00Z", null);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_limit_holds_for_every_sensor_once_it_has_come(int parallelism)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var measurements = new TestSource<Measurement>()
                .Rows(new Measurement(Noon, "a", "heat", 90))
                .Pause(Duration.Minutes(10))
                .Rows(new Measurement(Noon, "a", "heat", 91), new Measurement(Noon, "a sensor with a long name", "heat", 92), new Measurement(Noon, "a", "pressure", 93))
                .Pause(Duration.Minutes(10))
                .Rows(new Measurement(Noon, "a", "heat", 94));
            var changes = new TestSource<Limit>()
                .Pause(Duration.Minutes(5)).Rows(new Limit(Noon, "heat", 80))
                .Pause(Duration.Minutes(10)).Rows(new Limit(Noon, "heat", 93.5));
            var output = new TestSink<Alarm>();

            await JobTest.RunAsync(new LimitsJob { Measurements = measurements, Changes = changes, Output = output },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Noon });

            Assert.Equal([new Alarm("a", 91, 80, 1), new Alarm("a", 94, 93.5, 2), new Alarm("a sensor with a long name", 92, 80, 1)],
                output.OrderBy(row => row.Sensor).ThenBy(row => row.Value));
        }
    }

    [Operator]
    public partial struct Wrong : IBroadcastFunction<Measurement, Limit, Utf8String, Alarm>
    {
        [State] private BroadcastState<Utf8String, double> _limits;

        public readonly void ProcessBroadcast(in Limit limit, ProcessContext<Alarm> context) { }

        public void Process(in Measurement measurement, KeyedContext<Utf8String, Alarm> context) => _limits[measurement.Kind] = 1;
    }

    [Job]
    public sealed partial class WrongJob
    {
        public RowsSource<Measurement> Measurements { get; init; } = Rows.From<Measurement>([]);
        public RowsSource<Limit> Changes { get; init; } = Rows.From<Limit>([]);

        private void Define(JobBuilder job) =>
            job.From(Measurements).KeyBy(m => m.Sensor).Connect(job.From(Changes).Broadcast()).Process(new Wrong()).Named("wrong").To(Rows.Discard<Alarm>());
    }

    [Fact]
    public async Task Broadcast_state_cannot_be_written_from_rows_that_only_one_subtask_sees()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await JobTest.RunAsync(
            new WrongJob { Measurements = new TestSource<Measurement>().Rows(new Measurement(Noon, "a", "heat", 1)), Changes = new TestSource<Limit>() }, new JobTestOptions()));
        Assert.Contains("ProcessBroadcast", error.Message, StringComparison.Ordinal);
    }
}
