namespace Millrace.Benchmarks;

/// <summary>Stateless operators only.</summary>
[Job]
internal sealed partial class GateFilterJob
{
    public GateRow[] Input { get; init; } = [];

    void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .Where(row => row.Value > 10)
        .Select(row => new GateRow(row.Time, row.Key, row.Value * 2, row.Text))
        .To(Rows.Discard<GateRow>());
}
