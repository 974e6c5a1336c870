using Guide.CsvAndRecords;

namespace Guide;

public sealed class CsvAndRecordsTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Bad_rows_are_skipped_where_that_is_said()
    {
        var job = new Amounts { Input = _scratch.Write("sales.csv", "shop;amount\nnorth;3\nsouth;many\nwest;4\n") };
        await Run.ToEndAsync(job, parallelism: 1);
        Assert.Equal([3, 4], job.Results);
    }

    [Fact]
    public async Task A_record_is_read_and_written_by_its_columns()
    {
        const string rows = "date,delay,origin,price,class\n2001-01-01T05:00:00Z,3,JFK,99.5,Business\n2001-01-01T06:00:00Z,-1,LAX,,Economy\n";
        await Run.ToEndAsync(new Copy { Input = _scratch.Write("in.csv", rows), Output = _scratch.File("out.csv") }, parallelism: 1);
        Assert.Equal(rows, _scratch.Read("out.csv"));
    }
}
