using Millrace;

namespace Guide.Iterations;

/// <summary>The program of docs/guide/iterations.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Repayments>(args);
    }
}

[Record]
public readonly partial record struct Loan(Utf8String Account, long Cents, long Monthly);

[Record]
public readonly partial record struct Debt(Utf8String Account, long Cents, long Monthly, int Months);

[Record]
public readonly partial record struct Repaid(Utf8String Account, int Months);

[Job]
public sealed partial class Repayments
{
    /// <summary>Loans as CSV.</summary>
    public required string Input { get; init; }

    /// <summary>Where it is written when each is paid back.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job)
    {
        var debts = job.From(Csv.Read<Loan>(Input))
            .Select(loan => new Debt(loan.Account, loan.Cents, loan.Monthly, 0))
            .Iterate()
            .Named("repayments");

        // A month: one per cent of interest, and a payment.
        var later = debts.Select(debt => debt with { Cents = debt.Cents + debt.Cents / 100 - debt.Monthly, Months = debt.Months + 1 });

        debts.CloseWith(later.Where(debt => debt.Cents > 0 && debt.Months < 600));
        later.Where(debt => debt.Cents <= 0)
            .Select(debt => new Repaid(debt.Account, debt.Months))
            .To(Csv.Write<Repaid>(Output));
    }
}
