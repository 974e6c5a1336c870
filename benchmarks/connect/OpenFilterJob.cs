namespace Millrace.Benchmarks;

/// <summary>As <see cref="GateFilterJob"/>, with a source and a sink that are known only when the job is built.</summary>
[Job]
internal sealed partial class OpenFilterJob
{
    public required Source<GateRow> Input { get; init; }

    public required Sink<GateRow> Output { get; init; }

    void Define(JobBuilder job) => job
        .From(Input)
        .Where(row => row.Value > 10)
        .Select(row => new GateRow(row.Time, row.Key, row.Value * 2, row.Text))
        .To(Output);
}
