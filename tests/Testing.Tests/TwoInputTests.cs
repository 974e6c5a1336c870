namespace Millrace.Testing.Tests;

[Record]
public readonly partial record struct Sale(Utf8String Currency, long Shop, decimal Amount);

[Record]
public readonly partial record struct Rate(Utf8String Currency, decimal Value);

/// <summary>The amounts of a currency at its latest rate; those before the first wait for it.</summary>
[Operator]
public partial struct AtLatestRate : IConnectedFunction<Sale, Rate, Utf8String, (Utf8String Currency, decimal Amount)>
{
    [State] private ValueState<decimal> _rate;
    [State] private ListState<decimal> _waiting;

    internal readonly int Waiting => _waiting.Count;

    public readonly void ProcessLeft(in Sale row, KeyedContext<Utf8String, (Utf8String Currency, decimal Amount)> context)
    {
        if (_rate.HasValue) context.Collect((context.Key, row.Amount * _rate.Value));
        else _waiting.Add(row.Amount);
    }

    public void ProcessRight(in Rate row, KeyedContext<Utf8String, (Utf8String Currency, decimal Amount)> context)
    {
        _rate.Value = row.Value;
        foreach (decimal amount in _waiting.Items) context.Collect((context.Key, amount * row.Value));
        _waiting.Clear();
    }
}

/// <summary>The turnover of a shop, at rates that every subtask knows.</summary>
[Operator]
public partial struct Turnover : IBroadcastFunction<Sale, Rate, long, decimal>
{
    [State] private BroadcastState<Utf8String, decimal> _rates;
    [State] private ValueState<decimal> _sum;

    internal readonly decimal Sum => _sum.Value;

    public void Process(in Sale row, KeyedContext<long, decimal> context)
    {
        _sum.Value += row.Amount * _rates.Get(row.Currency, 1);
        context.Collect(_sum.Value);
    }

    public void ProcessBroadcast(in Rate row, ProcessContext<decimal> context) => _rates[row.Currency] = row.Value;
}

public class TwoInputTests
{
    private const string Currency = "a currency with a long name";

    [Fact]
    public void A_connected_function_is_tested_by_both_its_sides()
    {
        using var test = OperatorTest.For(new AtLatestRate(), leftKey: sale => sale.Currency, rightKey: rate => rate.Currency);
        test.ProcessLeft((new Sale(Currency, 1, 10), default), (new Sale(Currency, 1, 20), default));
        test.ProcessLeft(new Sale("other", 1, 20));
        Assert.Equal(2, test.Read(Currency, (AtLatestRate function) => function.Waiting));
        Assert.Empty(test.Output);
        test.ProcessRight(new Rate(Currency, 2));
        test.ProcessLeft(new Sale(Currency, 1, 30));
        Assert.Equal([(Currency, 20m), (Currency, 40m), (Currency, 60m)], test.Output.Select(row => (row.Currency.ToString(), row.Amount)));
        Assert.Equal(2, test.Keys);
        var (sale, rate) = (new Sale(Currency, 1, 1), new Rate(Currency, 3));
        test.AssertAllocatesNothing(() =>
        {
            test.ProcessLeft(in sale);
            test.ProcessRight(in rate);
        });
    }

    [Fact]
    public void A_broadcast_function_is_tested_by_both_its_streams()
    {
        using var test = OperatorTest.For(new Turnover(), keyBy: sale => sale.Shop);
        test.Process(new Sale(Currency, 7, 10));
        test.ProcessBroadcast(new Rate(Currency, 2));
        test.Process(new Sale(Currency, 7, 10));
        test.Process(new Sale(Currency, 8, 1));
        Assert.Equal([10m, 30m, 2m], test.Output);
        Assert.Equal(30m, test.Read(7, (Turnover turnover) => turnover.Sum));
        var (sale, rate) = (new Sale(Currency, 7, 1), new Rate(Currency, 3));
        test.AssertAllocatesNothing(() =>
        {
            test.Process(in sale);
            test.ProcessBroadcast(in rate);
        });
    }
}
