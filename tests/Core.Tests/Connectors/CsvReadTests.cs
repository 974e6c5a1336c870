using System.Text;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class CsvReadTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static string[] Copy(Three row) => [row.A.ToString(), row.B.ToString(), row.C.ToString()];

    private static async Task<List<string[]>> Read(string path, CsvOptions options, int maxRows = 1024)
    {
        BufferPool? pool = null;
        var make = options.Buffers;
        var source = new CsvSplitSource<Three, Three>(Csv.Read<Three>(path, options with { Buffers = () => pool = make() }));
        var rows = await Drain.All(source, Copy, maxRows);
        Assert.Equal(0, pool!.Outstanding);
        return rows;
    }

    [Fact]
    public async Task Rows_are_those_of_a_plain_parser()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            bool lineBreaks = seed % 3 == 0;
            char delimiter = ",;\t|"[seed % 4], quote = seed % 5 == 0 ? '\'' : seed % 7 == 0 ? '\0' : '"';
            string text = PlainCsv.Generate(random, random.Next(1, 200), 3, delimiter, quote, lineBreaks, longest: seed % 6 == 0 ? 3000 : 40);
            string path = _directory.Write($"random{seed}.csv", text);
            int data = random.Next(1, 500), head = random.Next(0, 40), split = random.Next(1, 2000);
            var options = new CsvOptions { HasHeader = false, Delimiter = delimiter, Quote = quote, QuotedLineBreaks = lineBreaks, SplitBytes = split, Buffers = () => new BufferPool(head, data) };
            var rows = await Read(path, options, maxRows: random.Next(1, 50));
            Assert.Equal(PlainCsv.Parse(text, delimiter, quote), rows);
        }
    }

    [Fact]
    public async Task A_boundary_of_splits_or_buffers_may_be_anywhere()
    {
        string text = "a,b,c\r\n1,22,333\r\n\r\n\"4,4\",\"5\"\"\",6\r\n,,\nlong text that is not inline,é,x";
        var expected = PlainCsv.Parse(text)[1..];
        string path = _directory.Write("small.csv", text);
        for (int split = 1; split <= text.Length + 1; split++)
        {
            var rows = await Read(path, new CsvOptions { SplitBytes = split });
            Assert.Equal(expected, rows);
        }
        for (int data = 1; data <= text.Length + 1; data++)
        {
            var rows = await Read(path, new CsvOptions { Buffers = () => new BufferPool(data % 9, data) });
            Assert.Equal(expected, rows);
        }
    }

    [Fact]
    public async Task Gzip_is_recognised_by_its_content()
    {
        string text = PlainCsv.Generate(new Random(1), 5000, 3);
        string path = _directory.WriteGzip("data.csv", "a,b,c\n" + text);
        Assert.Equal(PlainCsv.Parse(text), await Read(path, new CsvOptions()));
    }

    [Fact]
    public async Task Gzip_members_follow_each_other()
    {
        byte[] first = TempDirectory.Gzip("a,b,c\n1,2,3\n4,"u8.ToArray()), second = TempDirectory.Gzip("5,6\n"u8.ToArray());
        Assert.Equal([["1", "2", "3"], ["4", "5", "6"]], await Read(_directory.Write("two.gz", [.. first, .. second]), new CsvOptions()));
    }

    [Fact]
    public async Task Without_quotes_a_quote_is_a_character()
    {
        string path = _directory.Write("plain.csv", "a,b,c\n\"1,2\"\",\"3\"\n\"\"\"\",,5\" of it\n");
        Assert.Equal([["\"1", "2\"\"", "\"3\""], ["\"\"\"\"", "", "5\" of it"]], await Read(path, new CsvOptions { Quote = '\0' }));
    }

    [Fact]
    public async Task Columns_are_found_by_name()
    {
        string path = _directory.Write("order.csv", "\uFEFFC,x,\"a\", b\r\n3,-,1,2\r\n");
        var row = Assert.Single(await Read(path, new CsvOptions()));
        Assert.Equal(["1", "2", "3"], row);
    }

    [Fact]
    public async Task The_closest_name_of_a_column_counts()
    {
        string path = _directory.Write("names.csv", "x,_a,a,B_,C\n1,2,3,4,5\n");
        Assert.Equal(["3", "4", "5"], Assert.Single(await Read(path, new CsvOptions())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("a,b,c")]
    [InlineData("a,b,c\r\n")]
    [InlineData("a,b,c\n\n\r\n")]
    public async Task A_file_without_rows_is_read(string text)
    {
        Assert.Empty(await Read(_directory.Write("empty.csv", text), new CsvOptions()));
        Assert.Empty(await Read(_directory.WriteGzip("empty.csv.gz", text), new CsvOptions()));
    }

    [Fact]
    public async Task A_directory_and_a_pattern_are_read_in_order_of_names()
    {
        _directory.Write("in/2.csv", "a,b,c\n2,2,2\n");
        _directory.Write("in/1.csv", "a,b,c\n1,1,1\n");
        _directory.Write("in/.hidden.csv", "a,b,c\n0,0,0\n");
        _directory.Write("in/deep/3.csv", "a,b,c\n3,3,3\n");
        _directory.Write("in/deep/other.txt", "nothing");
        Assert.Equal(["1", "2"], (await Read(_directory.File("in"), new CsvOptions())).Select(row => row[0]));
        Assert.Equal(["1", "2"], (await Read(_directory.File("in/?.csv"), new CsvOptions())).Select(row => row[0]));
        Assert.Equal(["1", "2", "3"], (await Read(_directory.File("in/**/*.csv"), new CsvOptions())).Select(row => row[0]));
        Assert.Equal(["3"], (await Read(_directory.File("i*/d*/3.csv"), new CsvOptions())).Select(row => row[0]));
    }

    [Fact]
    public async Task Splits_of_a_file_form_a_group_in_order()
    {
        string path = _directory.Write("in/1.csv", "a,b,c\n" + PlainCsv.Generate(new Random(3), 100, 3));
        _directory.Write("in/2.csv", "a,b,c\n1,2,3\n");
        await using var source = new CsvSplitSource<Three, Three>(Csv.Read<Three>(_directory.File("in"), new CsvOptions { SplitBytes = 500 }));
        var splits = await source.OpenAsync(CancellationToken.None);
        Assert.True(splits.Count > 3);
        Assert.All(splits.SkipLast(1), split => Assert.Equal(0, split.Group));
        Assert.Equal(1, splits[^1].Group);
        Assert.Equal(splits.Count, splits.Select(split => split.Id).Distinct().Count());
        Assert.StartsWith(path, splits[0].Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_may_be_much_longer_than_the_buffer()
    {
        string text = new string('x', 300_000) + ",b," + new string('y', 100_000) + "\n1,2,3\n";
        string path = _directory.Write("long.csv", text);
        var options = new CsvOptions { HasHeader = false, Buffers = () => new BufferPool(64, 1000) };
        Assert.Equal(PlainCsv.Parse(text), await Read(path, options));
        Assert.Equal(PlainCsv.Parse(text), await Read(path, new CsvOptions { HasHeader = false }));
    }

    [Fact]
    public async Task Places_and_positions_are_those_of_the_file()
    {
        string text = "a,b,c\n1,1,1\n\n22,2,2\n333,3,3\n";
        string path = _directory.Write("places.csv", text);
        await using var source = new CsvSplitSource<Three, Three>(Csv.Read<Three>(path));
        var split = Assert.Single(await source.OpenAsync(CancellationToken.None));
        using var woken = new SemaphoreSlim(0);
        using var reader = source.CreateReader(split, () => woken.Release());
        while (reader.Read(2, out _) == ReadResult.Wait) await woken.WaitAsync();
        Assert.Equal($"{path}:2", reader.Locate(0));
        Assert.Equal($"{path}:4", reader.Locate(1));
        Assert.Equal(text.IndexOf("333", StringComparison.Ordinal), reader.Position);
        while (reader.Read(2, out _) != ReadResult.End) { }
        Assert.Equal(Encoding.UTF8.GetByteCount(text), reader.Position);
    }
}
