using System.IO.Compression;
using Guide.SharingOutWork;
using Guide.SharingOutWork.Numbers;

namespace Guide;

[Collection(nameof(CurrentDirectory))]
public sealed class SharingOutWorkTests : IDisposable
{
    private const string Readings = "sensor,time,celsius\nattic,2026-01-01T00:00:00Z,10.5\nattic,2026-01-01T00:00:30Z,12.5\ncellar,2026-01-01T00:01:00Z,8.5\n";

    private readonly CurrentDirectory _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task A_compressed_file_is_shared_out()
    {
        await using (var file = new GZipStream(File.Create("readings.csv.gz"), CompressionLevel.Fastest)) await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Readings));
        await Run.ToEndAsync(new Calibrated());
        Assert.Equal(
            Run.Lines("sensor,window_start,celsius,readings\nattic,2026-01-01T00:00:00Z,11,2\ncellar,2026-01-01T00:01:00Z,8,1\n"),
            Run.Lines(_here.Scratch.Read("means.csv")));
    }

    [Fact]
    public async Task Each_flight_goes_one_way()
    {
        var job = new Ways { Flights = [new(30, 1), new(20, 4), new(5, 5), new(5, 6), new(0, 7)] };
        await Run.ToEndAsync(job);
        Assert.Equal(["late 30", "one 4", "two 5"], job.Results.Order());
    }

    [Fact]
    public async Task Every_operator_has_a_parallelism_of_its_own()
    {
        string input = _here.Scratch.Write("readings.csv", Readings);
        await Run.ToEndAsync(new Means { Input = input, Output = _here.Scratch.File("means.csv") });
        // Between two subtasks rows meet in any order; each is answered, and one answer is of all rows.
        string[] lines = Run.Lines(_here.Scratch.Read("means.csv"));
        Assert.Equal(4, lines.Length);
        Assert.Superset(new HashSet<string>(["sensor,celsius", "attic,11", "cellar,8"]), lines.ToHashSet());
    }

    [Fact]
    public async Task Loops_beside_each_other_keep_the_order()
    {
        await Run.ToEndAsync(new Loops { Lines = [new("a"), new("bb"), new("ccc")], Output = _here.Scratch.File("rows.csv") }, parallelism: 1);
        Assert.Equal("word,length\na,1\nbb,2\nccc,3\n", _here.Scratch.Read("rows.csv"));
    }
}
