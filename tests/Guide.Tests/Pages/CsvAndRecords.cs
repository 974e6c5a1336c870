using System.Collections.Concurrent;
using Millrace;

namespace Guide.CsvAndRecords;

[Record]
public readonly partial record struct Sale(Utf8String Shop, int Amount);

/// <summary>The example of docs/guide/csv-and-json.md.</summary>
[Job]
public sealed partial class Amounts
{
    public required string Input { get; init; }
    internal ConcurrentQueue<int> Results { get; } = [];

    void Define(JobBuilder job) => job
        .From(Csv.Read<Sale>(Input, new CsvOptions { Delimiter = ';', BadRows = BadRows.Skip }))
        .To(Rows.To(Results.Enqueue, (Sale sale) => sale.Amount));
}

public enum Cabin
{
    Economy,
    Business,
}

/// <summary>The record of docs/concepts/records.md.</summary>
[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin)
{
    public double? Price { get; init; }
    [Column("class"), Was("seat_class")]
    public Cabin Cabin { get; init; }
}

/// <summary>Reads it, and writes it as it was.</summary>
[Job]
public sealed partial class Copy
{
    public required string Input { get; init; }
    public required string Output { get; init; }

    void Define(JobBuilder job) => job.From(Csv.Read<Flight>(Input)).To(Csv.Write<Flight>(Output));
}
