namespace Millrace.Testing.Tests.Functions;

[Record]
public readonly partial record struct ShopSale(Utf8String Shop, long Amount);

/// <summary>What a subtask has seen: its last sales, the shops that all know, and a counter that it does not keep.</summary>
[Operator]
public partial struct Totals : IKeyedProcessFunction<ShopSale, Utf8String, (Utf8String Shop, long Total)>, ITimerFunction<Utf8String, (Utf8String Shop, long Total)>
{
    [State] private ValueState<long> _total;
    [State] private ProcessingTimer _closing;
    [State] private OperatorState<ShopSale> _sales;
    [State] private UnionState<Utf8String> _shops;

    internal int Forgotten { get; private set; }

    internal readonly IReadOnlyList<ShopSale> Sales => [.. _sales.Items];

    internal readonly IReadOnlyList<string> Shops => [.. _shops.Items.ToArray().Select(shop => shop.ToString())];

    internal readonly long Total => _total.Value;

    public void Process(in ShopSale row, KeyedContext<Utf8String, (Utf8String Shop, long Total)> context)
    {
        Forgotten++;
        if (!_total.HasValue) _shops.Add(row.Shop);
        _total.Value += row.Amount;
        _sales.Add(row);
        _closing.Set(context.ProcessingTime + Duration.Minutes(1));
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, (Utf8String Shop, long Total)> context) => context.Collect((context.Key, _total.Value));
}

/// <summary>Numbers rows without a key.</summary>
[Operator]
public partial struct Numbering : IProcessFunction<long, (long Row, long Number)>
{
    [State] private OperatorState<long> _last;

    public readonly void Process(in long row, ProcessContext<(long Row, long Number)> context)
    {
        long number = (_last.Count == 0 ? 0 : _last[0]) + 1;
        _last.Clear();
        _last.Add(number);
        context.Collect((row, number));
    }
}
