namespace Millrace.Testing.Tests.Guide;

public class PaymentsTests
{
    private static readonly Timestamp Nine = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    [Fact]
    public void An_order_is_paid_in_parts()
    {
        using var test = OperatorTest.For(new Payments(Duration.Minutes(30)), keyBy: e => e.Order);

        test.Process(new OrderEvent(Nine, 1, Step.Placed, 40, "Grace Brewster Murray Hopper"), Nine);
        test.Process(new OrderEvent(Nine + Duration.Minutes(1), 1, Step.Paid, 10, default), Nine + Duration.Minutes(1));
        Assert.Empty(test.Output);
        Assert.Equal(1, test.PendingTimers);

        test.Process(new OrderEvent(Nine + Duration.Minutes(2), 1, Step.Paid, 30, default), Nine + Duration.Minutes(2));
        Assert.Equal("Grace Brewster Murray Hopper", test.Output[0].Customer.ToString());
        Assert.Equal(2, test.Output[0].Payments);

        Assert.Equal(0, test.PendingTimers);
        Assert.Equal(0, test.Keys);
    }

    [Fact]
    public void An_order_that_is_not_paid_in_time_goes_to_the_side_output()
    {
        using var test = OperatorTest.For(new Payments(Duration.Minutes(30)), keyBy: e => e.Order);

        test.Process(new OrderEvent(Nine, 1, Step.Placed, 40, "Grace"), Nine);
        test.Watermark(Nine + Duration.Minutes(29));
        Assert.Empty(test.Side(Payments.Overdue));

        test.Watermark(Nine + Duration.Minutes(30));
        Assert.Equal([new UnpaidOrder(1, "Grace", Nine)], test.Side(Payments.Overdue));
        Assert.Equal([Nine + Duration.Minutes(30)], test.Side(Payments.Overdue).Times);
        Assert.Equal(0, test.Keys);
    }

    [Fact]
    public void A_payment_that_came_too_late_does_not_count_even_before_the_timer_has_fired()
    {
        using var test = OperatorTest.For(new Payments(Duration.Minutes(30)), keyBy: e => e.Order);
        var late = Nine + Duration.Minutes(31);
        test.Process((new OrderEvent(Nine, 1, Step.Placed, 40, "Grace"), Nine), (new OrderEvent(late, 1, Step.Paid, 40, "Grace"), late));
        test.End();
        Assert.Empty(test.Output);
        Assert.Single(test.Side(Payments.Overdue));
    }

    [Fact]
    public void A_crash_forgets_what_came_after_the_snapshot()
    {
        using var test = OperatorTest.For(new Payments(Duration.Minutes(30)), keyBy: e => e.Order);

        test.Process(new OrderEvent(Nine, 1, Step.Placed, 40, "Grace"), Nine);
        test.Snapshot();
        test.Process(new OrderEvent(Nine + Duration.Minutes(1), 1, Step.Paid, 40, "Grace"), Nine + Duration.Minutes(1));
        Assert.Single(test.Output);

        test.Crash();
        Assert.Empty(test.Output);
        // The source gives again what came after the snapshot.
        test.Process(new OrderEvent(Nine + Duration.Minutes(1), 1, Step.Paid, 40, "Grace"), Nine + Duration.Minutes(1));
        Assert.Single(test.Output);
        Assert.Equal(0, test.Keys);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using var test = OperatorTest.For(new Payments(Duration.Minutes(30)), keyBy: e => e.Order);
        var placed = new OrderEvent(Nine, 1, Step.Placed, 40, "Grace Brewster Murray Hopper");
        var paid = placed with { Step = Step.Paid };
        test.AssertAllocatesNothing(() =>
        {
            test.Process(in placed, Nine);
            test.Process(in paid, Nine);
        });
    }

    [Fact]
    public async Task The_example_runs()
    {
        string folder = Directory.CreateTempSubdirectory("millrace-payments-").FullName;
        try
        {
            var job = new OrderPayments { Output = Path.Combine(folder, "paid.csv"), Unpaid = Path.Combine(folder, "unpaid.csv") };
            await using (var running = await StreamHost.StartAsync(job, new JobOptions { Parallelism = 2, MemoryBytes = 64 << 20 })) await running.Completion;
            Assert.Equal(["1,Ada,25.50,2026-03-02T09:00:00Z,2026-03-02T09:02:00Z,1", "3,Grace,40.00,2026-03-02T09:05:00Z,2026-03-02T09:20:00Z,2", "6,Konrad,1.00,2026-03-02T10:05:00Z,2026-03-02T10:06:00Z,1"],
                File.ReadAllLines(job.Output).Skip(1).Order(StringComparer.Ordinal));
            Assert.Equal(["4,\"Augusta, Countess of Lovelace\",2026-03-02T09:12:00Z", "5,Alan,2026-03-02T09:30:00Z"], File.ReadAllLines(job.Unpaid).Skip(1).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
