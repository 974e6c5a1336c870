namespace Millrace.Testing.Tests.Functions;

public class SnapshotTests
{
    private static readonly string[] Shops = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"shop {i}" : $"a shop with a long name {i}")];

    [Fact]
    public void After_a_crash_state_is_that_of_the_snapshot_and_everything_else_is_new()
    {
        using var test = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
        test.Process(new ShopSale("a", 1));
        test.Snapshot();
        test.Process(new ShopSale("a", 2));
        test.Crash();
        Assert.Equal(1, test.Read("a", (Totals totals) => totals.Total));
        Assert.Equal(0, test.Read("a", (Totals totals) => totals.Forgotten));
        test.Crash();
        test.Process(new ShopSale("a", 3));
        Assert.Equal(4, test.Read("a", (Totals totals) => totals.Total));
        Assert.Equal([1, 3], test.Read("a", (Totals totals) => totals.Sales.Select(sale => sale.Amount)));
    }

    [Fact]
    public void Without_a_snapshot_a_crash_leaves_nothing()
    {
        using var test = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
        test.Process(new ShopSale("a shop with a long name", 1));
        test.Crash();
        Assert.Equal((0L, 0), (test.Keys, test.PendingTimers));
    }

    [Fact]
    public void Rows_made_since_the_snapshot_are_taken_back()
    {
        using var test = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
        test.Process(new ShopSale("a", 1));
        test.Process(new ShopSale("b", 1));
        test.Advance(Duration.Seconds(60));
        Assert.Equal(2, test.Output.Count);
        test.Process(new ShopSale("a", 2));
        var snapshot = test.Snapshot();
        test.Advance(Duration.Seconds(60));
        Assert.Equal(3, test.Output.Count);
        // The timer has come due meanwhile, and fires again.
        test.Restore(snapshot);
        Assert.Equal([1, 1, 3], test.Output.Select(row => row.Total).Order());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    public void Another_parallelism_shares_out_keys_and_operator_state(int before, int parallelism)
    {
        var snapshots = new List<OperatorSnapshot>();
        for (int subtask = 0; subtask < before; subtask++)
        {
            using var old = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
            old.Restore([], subtask, before);
            for (int i = 0; i < Shops.Length; i++) if (old.Owns(Shops[i])) old.Process(new ShopSale(Shops[i], i));
            snapshots.Add(old.Snapshot());
        }
        var sales = new List<IReadOnlyList<ShopSale>>();
        int keys = 0, timers = 0;
        for (int subtask = 0; subtask < parallelism; subtask++)
        {
            using var test = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
            test.Restore(snapshots, subtask, parallelism);
            Assert.Equal((subtask, parallelism), (test.Subtask, test.Parallelism));
            for (int i = 0; i < Shops.Length; i++) if (test.Owns(Shops[i])) Assert.Equal(i, test.Read(Shops[i], (Totals totals) => totals.Total));
            keys += (int)test.Keys;
            timers += test.PendingTimers;
            sales.Add(test.Read("", (Totals totals) => totals.Sales));
            Assert.Equal(Shops.Order(), test.Read("", (Totals totals) => totals.Shops).Order());
            test.Advance(Duration.Seconds(60));
            Assert.Equal(test.Keys, test.Output.Count);
        }
        Assert.Equal((Shops.Length, Shops.Length), (keys, timers));
        Assert.Equal(Enumerable.Range(0, Shops.Length).Select(i => (long)i), sales.SelectMany(part => part).Select(sale => sale.Amount).Order());
        Assert.InRange(sales.Max(part => part.Count) - sales.Min(part => part.Count), 0, 1);
    }

    [Fact]
    public void A_function_without_key_keeps_operator_state_too()
    {
        using var test = OperatorTest.For(new Numbering());
        test.Process(10);
        test.Process(20);
        test.Snapshot();
        test.Process(30);
        test.Crash();
        test.Process(40);
        Assert.Equal([(10, 1), (20, 2), (40, 3)], test.Output);
    }

    [Fact]
    public void A_snapshot_of_another_function_is_refused()
    {
        using var numbers = OperatorTest.For(new Numbering());
        var snapshot = numbers.Snapshot();
        using var test = OperatorTest.For(new Totals(), keyBy: sale => sale.Shop);
        Assert.Contains("'function Numbering' where 'function Totals'", Assert.Throws<InvalidDataException>(() => test.Restore(snapshot)).Message, StringComparison.Ordinal);
    }
}
