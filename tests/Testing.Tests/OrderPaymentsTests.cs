namespace Millrace.Testing.Tests;

/// <summary>The example's own job, as its program runs it, over a script.</summary>
public class OrderPaymentsTests
{
    private static readonly Timestamp Nine = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_program_s_job_runs_over_a_script_and_through_crashes(int parallelism)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            TestSink<PaidOrder> paid = new();
            TestSink<UnpaidOrder> unpaid = new();
            var events = new TestSource<OrderEvent>()
                .Rows(new(Nine, 1, Step.Placed, 40, "Grace"), new(Nine, 2, Step.Placed, 7, "Ada"))
                .Pause(Duration.Minutes(20))
                .Rows(new OrderEvent(Nine + Duration.Minutes(20), 1, Step.Paid, 40, "Grace"))
                .Pause(Duration.Hours(1))
                .Rows(new OrderEvent(Nine + Duration.Hours(2), 3, Step.Cancelled, 1, "Max"));

            await JobTest.RunAsync(new OrderPayments { Events = events, PaidOrders = paid, UnpaidOrders = unpaid },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine, Crashes = 2 });

            Assert.Equal([new PaidOrder(1, "Grace", 40, Nine, Nine + Duration.Minutes(20), 1)], paid);
            Assert.Equal([new UnpaidOrder(2, "Ada", Nine)], unpaid);
        }
    }
}
