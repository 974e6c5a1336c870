using Millrace;

namespace Guide.Batch;

/// <summary>The program of docs/guide/batch.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Balances>(args);
    }
}

[Record]
public readonly partial record struct Payment(Utf8String Account, Timestamp Time, long Cents);

[Record]
public readonly partial record struct Balance(Utf8String Account, long Cents, long Payments);

[Record]
public readonly partial record struct Turnover(Utf8String Account, Timestamp From, long Cents);

[Job]
public sealed partial class Balances
{
    /// <summary>Payments as CSV, in any order.</summary>
    public required string Input { get; init; }

    /// <summary>Where balances are written.</summary>
    public string Output { get; init; } = "-";

    /// <summary>Where turnovers are written.</summary>
    public string Turnovers { get; init; } = "turnovers.csv";

    void Define(JobBuilder job)
    {
        var payments = job.From(Csv.Read<Payment>(Input))
            .EventTime(payment => payment.Time, outOfOrderness: Duration.Zero)
            .KeyBy(payment => payment.Account);

        payments.Aggregate(group => new Balance(group.Key, group.Sum(p => p.Cents), group.Count()))
            .Named("balances")
            .To(Csv.Write<Balance>(Output));

        payments.Window(Tumbling.Every(Duration.Days(30)))
            .DropLate()
            .Aggregate(group => new Turnover(group.Key, group.Window.Start, group.Sum(p => Math.Abs(p.Cents))))
            .Named("turnovers")
            .To(Csv.Write<Turnover>(Turnovers));
    }
}
