namespace Millrace.Testing.Tests.Guide;

public class DeliveriesTests
{
    private static readonly Timestamp Monday = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Orders_meet_their_shipments_in_every_interleaving(int parallelism)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var orders = new TestSource<Order>().Rows(
                new Order(Monday, 1, "Grace Brewster Murray Hopper"), new Order(Monday, 2, "Ada"), new Order(Monday + Duration.Days(1), 3, "Barbara"));
            var shipments = new TestSource<Shipment>().Rows(
                new Shipment(Monday + Duration.Hours(3), 1, "a carrier by sea and by land"), new Shipment(Monday + Duration.Days(2), 3, "bicycle"), new Shipment(Monday + Duration.Days(2), 4, "train"));
            var output = new TestSink<Delivery>();
            var forgotten = new TestSink<Order>();

            await JobTest.RunAsync(new DeliveryJob { Orders = orders, Shipments = shipments, Output = output, Forgotten = forgotten },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Monday });

            Assert.Equal(
                [new Delivery(1, "Grace Brewster Murray Hopper", "a carrier by sea and by land", Duration.Hours(3)), new Delivery(3, "Barbara", "bicycle", Duration.Days(1))],
                output.OrderBy(row => row.Order));
            Assert.Equal([new Order(Monday, 2, "Ada")], forgotten);
        }
    }
}
