using System.Text;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class CsvErrorTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static Task<List<(int, string)>> Read(string path, CsvOptions? options = null) =>
        Drain.All(new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(path, options)), row => (row.Id, row.Name.ToString()));

    private static async Task<string> Error(string path, CsvOptions? options = null) =>
        (await Assert.ThrowsAsync<ConnectorException>(() => Read(path, options))).Message;

    [Fact]
    public async Task A_missing_file_says_where_it_was_looked_for()
    {
        Assert.StartsWith($"No file {_directory.File("no.csv")}; looked in {_directory.Path}.", await Error(_directory.File("no.csv")), StringComparison.Ordinal);
        Assert.Contains($"its directory {_directory.File("no")} does not exist", await Error(_directory.File("no/no.csv")), StringComparison.Ordinal);
        Assert.Contains($"looked in {_directory.Path}", await Error(_directory.File("*.csv")), StringComparison.Ordinal);
        Assert.Contains("holds no files", await Error(_directory.Path), StringComparison.Ordinal);
    }

    // That the system refuses root nothing must not hide this; FlightDelays' own test reads a closed directory as another user.
    [Fact]
    public void A_path_without_permission_is_named()
    {
        string locked = _directory.File("locked");
        var error = Assert.Throws<ConnectorException>(() => FileErrors.Guard<int>(locked, _ => throw new UnauthorizedAccessException()));
        Assert.StartsWith($"No permission to read {locked}", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task Splits_without_bytes_are_refused() =>
        Assert.Contains("SplitBytes is 0", await Error(_directory.Write("x.csv", "id,name\n"), new CsvOptions { SplitBytes = 0 }), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_header_says_what_there_is_and_what_is_wanted()
    {
        string message = await Error(_directory.Write("h.csv", "number;name\n1;x\n"), new CsvOptions { Delimiter = ';' });
        Assert.Contains("no column 'id'. It has: number, name. Wanted: id, name.", message, StringComparison.Ordinal);
        Assert.Contains("the first row has 1 columns", await Error(_directory.Write("d.csv", "1;x\n"), new CsvOptions { HasHeader = false }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,name,id\n1,x,2\n", "two columns for 'id': column 1 ('id') and column 3 ('id').")]
    [InlineData("id,Name,x,name\n1,x,2,y\n", "two columns for 'name': column 2 ('Name') and column 4 ('name').")]
    [InlineData("I_D,name,_id\n1,x,2\n", "two columns for 'id': column 1 ('I_D') and column 3 ('_id').")]
    public async Task A_column_that_is_wanted_and_there_twice_is_refused(string text, string what)
    {
        Assert.Contains(what, await Error(_directory.Write("twice.csv", text)), StringComparison.Ordinal);
        Assert.Equal([(1, "x")], await Read(_directory.Write("other.csv", "id,other,name,other,Other\n1,2,x,3,4\n")));
    }

    [Theory]
    [InlineData("id,name\r1,x\r2,y\r")]
    [InlineData("id,name\r1,x\r2,y")]
    [InlineData("\rid,name\r1,x\r")]
    public async Task Lines_that_end_with_a_carriage_return_alone_are_refused(string text)
    {
        string path = _directory.Write("mac.csv", text);
        string expected = $"{path}: the lines end with CR alone, and must end with LF or CR LF. Convert the file: tr '\\r' '\\n'.";
        Assert.Equal(expected, await Error(path));
        Assert.Equal(expected, await Error(path, new CsvOptions { HasHeader = false }));
        Assert.Equal([(1, "x")], await Read(_directory.Write("quoted.csv", "id,name,\"a\rb\"\r\n1,x,y\r\n")));
        Assert.Empty(await Read(_directory.Write("header.csv", "id,name\r")));
    }

    [Theory]
    [InlineData(false, true, "", "")]
    [InlineData(true, true, "", "")]
    [InlineData(false, false, " (every second byte is 0)", "LE")]
    [InlineData(true, false, " (every second byte is 0)", "BE")]
    public async Task Utf16_is_named(bool bigEndian, bool mark, string how, string order)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        string path = _directory.Write("wide.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("id,name\n1,x\n")]);
        Assert.Equal($"{path} is UTF-16 text{how}, and must be UTF-8. Save it as UTF-8, or convert it: iconv -f UTF-16{order} -t UTF-8.", await Error(path));
    }

    [Fact]
    public async Task A_malformed_number_is_placed()
    {
        var text = new StringBuilder("id,name\n");
        for (int i = 0; i < 3000; i++) text.Append(i == 1232 ? "12x4" : i).Append(",name\n");
        string path = _directory.Write("bad.csv", text.ToString());
        string expected = $"{path}, line 1234: column 'id' holds '12x4', which does not fit its type.";
        Assert.StartsWith(expected, await Error(path), StringComparison.Ordinal);
        Assert.StartsWith(expected, await Error(path, new CsvOptions { SplitBytes = 1000 }), StringComparison.Ordinal);
        string gzip = _directory.WriteGzip("bad.csv.gz", text.ToString());
        Assert.StartsWith($"{gzip}, line 1234: column 'id'", await Error(gzip), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,a\n2\n3,c\n", "line 3: the row has 1 columns, but the file has 2")]
    [InlineData("1,a\n2,b,c\n3,c\n", "line 3: the row has 3 columns, but the file has 2")]
    [InlineData("1,a\n2,\"b\n3,c\n", "line 3: a quoted field is not closed at the end of the line")]
    [InlineData("1,a\nx,5\" pipe\n3,c\n", "line 3: column 'id' holds 'x', which does not fit its type")]
    [InlineData("1,a\n\"2,b\n3,c\n", "line 3: a quoted field is not closed at the end of the line")]
    [InlineData("1,a\n2,\"b\"c\n3,c\n", "line 3: column 'name' holds '\"b\"c'")]
    [InlineData("1,a\nx\r\n3,c\n", "line 3: the row has 1 columns")]
    public async Task A_bad_row_is_handled_as_chosen(string rows, string what)
    {
        string path = _directory.Write("bad.csv", "id,name\n" + rows);
        Assert.Contains(what, await Error(path), StringComparison.Ordinal);

        Assert.Equal([(1, "a"), (3, "c")], await Read(path, new CsvOptions { BadRows = BadRows.Skip }));

        string letters = _directory.File("letters.csv");
        Assert.Equal([(1, "a"), (3, "c")], await Read(path, new CsvOptions { BadRows = BadRows.DeadLetter(letters) }));
        Assert.Equal(rows.Split('\n')[1].TrimEnd('\r') + "\n", File.ReadAllText(letters));
    }

    [Fact]
    public async Task Bad_rows_are_counted()
    {
        string path = _directory.Write("bad.csv", "id,name\nx,a\n1,b\ny,c\n");
        await using var source = new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(path, new CsvOptions { BadRows = BadRows.Skip }));
        var split = Assert.Single(await source.OpenAsync(CancellationToken.None));
        await Drain.Split(source, split, row => row.Id, atEnd: reader => Assert.Equal(2, reader.BadRows));
    }

    [Fact]
    public async Task A_quote_left_open_is_found_at_the_end_of_the_file()
    {
        string path = _directory.Write("open.csv", "id,name\n1,\"a\nb\"\n2,\"c\n3,d\n");
        Assert.Contains("line 4: a quoted field is not closed before the end of the file", await Error(path, new CsvOptions { QuotedLineBreaks = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_or_corrupt_gzip_file_is_named()
    {
        var text = new StringBuilder("id,name\n");
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) text.Append(i).Append(',').Append(random.Next()).Append('\n');
        byte[] gzip = TempDirectory.Gzip(Encoding.UTF8.GetBytes(text.ToString()));
        string cut = _directory.Write("cut.gz", gzip[..(gzip.Length / 2)]);
        Assert.StartsWith($"{cut}: the gzip data ends too early, after {gzip.Length / 2} bytes", await Error(cut), StringComparison.Ordinal);
        string almost = _directory.Write("almost.gz", gzip[..^4]);
        Assert.Contains("the file is incomplete", await Error(almost), StringComparison.Ordinal);
        for (int i = 0; i < 400; i++) gzip[gzip.Length / 2 + i] ^= 0x55;
        string corrupt = _directory.Write("corrupt.gz", gzip);
        Assert.StartsWith($"{corrupt}: the gzip data is corrupt", await Error(corrupt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_beyond_the_limit_is_named()
    {
        string path = _directory.Write("long.csv", "id,name\n1,a\n2," + new string('x', 100_000) + "\n");
        string expected = $"{path}, line 3: the row is longer than 50000 bytes. Allow longer rows with the source's option MaxRowBytes";
        Assert.StartsWith(expected, await Error(path, new CsvOptions { MaxRowBytes = 50_000 }), StringComparison.Ordinal);
        Assert.StartsWith(expected, await Error(path, new CsvOptions { MaxRowBytes = 50_000, Buffers = () => new BufferPool(16, 2000) }), StringComparison.Ordinal);
        Assert.Equal(2, (await Read(path, new CsvOptions { MaxRowBytes = 100_010 })).Count);
    }
}
