using System.Text;
using System.Text.Json;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class JsonLinesTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static Task<List<(int, string)>> Read(string path, LineOptions? options = null, int maxRows = 1024) =>
        Drain.All(new JsonLinesSplitSource<Numbered, Numbered>(JsonLines.Read<Numbered>(path, options)), row => (row.Id, row.Name.ToString()), maxRows);

    private static List<(int, string)> Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => (random.Next(), new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => "ab\"\\\n\té漢/ "[random.Next(10)])])))];
    }

    private static string Text(List<(int, string)> rows, string newLine) =>
        string.Concat(rows.Select((row, i) => (i % 7 == 0 ? newLine : "") + (i % 2 == 0
            ? JsonSerializer.Serialize(new { id = row.Item1, name = row.Item2, other = new[] { 1, 2 } })
            : JsonSerializer.Serialize(new { name = row.Item2, id = row.Item1 })) + newLine));

    [Fact]
    public async Task Rows_are_those_of_the_framework()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var rows = Random(seed, 200);
            string path = _directory.Write("rows.jsonl", (seed % 3 == 0 ? "\uFEFF" : "") + Text(rows, seed % 2 == 0 ? "\n" : "\r\n"));
            int data = random.Next(1, 400), head = random.Next(30);
            var options = new LineOptions { SplitBytes = random.Next(1, 3000), Buffers = () => new BufferPool(head, data) };
            Assert.Equal(rows, await Read(path, options, maxRows: random.Next(1, 40)));
        }
    }

    [Fact]
    public async Task Gzip_and_a_missing_last_line_break_are_read()
    {
        var rows = Random(1, 2000);
        string path = _directory.WriteGzip("rows", Text(rows, "\n").TrimEnd('\n'));
        Assert.Equal(rows, await Read(path));
    }

    [Theory]
    [InlineData("{\"id\":\"x\",\"name\":\"b\"}", "line 2: member 'id' is missing or does not fit its type")]
    [InlineData("{\"id\":1}", "line 2: member 'name' is missing")]
    [InlineData("{\"id\":1", "line 2: the line is not a JSON object: ")]
    [InlineData("[1]", "line 2: the line is not a JSON object.")]
    [InlineData("{\"id\":1,\"name\":\"b\"} {}", "line 2: the line is not a JSON object")]
    public async Task A_bad_row_is_handled_as_chosen(string bad, string what)
    {
        string good = "{\"id\":1,\"name\":\"a\"}\n";
        string path = _directory.Write("bad.jsonl", good + bad + "\r\n \n" + good);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Read(path));
        Assert.StartsWith(path + ", " + what, error.Message, StringComparison.Ordinal);
        Assert.Equal([(1, "a"), (1, "a")], await Read(path, new LineOptions { BadRows = BadRows.Skip }));
        string letters = _directory.File("letters");
        Assert.Equal(2, (await Read(path, new LineOptions { BadRows = BadRows.DeadLetter(letters) })).Count);
        Assert.Equal(bad + "\n", File.ReadAllText(letters));
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_named()
    {
        string path = _directory.Write("long.jsonl", "{\"id\":1,\"name\":\"a\"}\n{\"id\":1,\"name\":\"" + new string('x', 5000) + "\"}\n");
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Read(path, new LineOptions { MaxRowBytes = 1000 }));
        Assert.StartsWith($"{path}, line 2: the row is longer than 1000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Read(path, new LineOptions { Buffers = () => new BufferPool(10, 100) })).Count);
    }

    [Fact]
    public async Task What_is_written_the_framework_reads()
    {
        var rows = Random(2, 5000);
        string path = _directory.File("out.jsonl");
        var sink = JsonLines.Write<Numbered>(path);
        await sink.OpenAsync(CancellationToken.None);
        using (var run = new SinkRun<Numbered, JsonLinesSinkOperator<Numbered, Numbered>>(new(sink)))
        {
            foreach (var (id, name) in rows)
            {
                await run.Room();
                run.Collect(new Numbered(id, name));
            }
            run.Collect(new Numbered(7, new string('y', 100_000)));
            run.Finish();
            Assert.Equal(rows.Count + 1, run.Context.Metrics.RowsOut);
        }
        await sink.CommitAsync(CancellationToken.None);
        var read = File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (row.GetProperty("id").GetInt32(), row.GetProperty("name").GetString()!)).ToList();
        Assert.Equal([.. rows, (7, new string('y', 100_000))], read);
        Assert.Equal(read, await Read(path));
    }

    [Fact]
    public async Task Lines_are_read_as_they_are()
    {
        string text = "\uFEFFfirst line\r\n\r\nthird, \"quoted\"\n  last";
        string path = _directory.Write("text.txt", text);
        string[] expected = ["first line", "", "third, \"quoted\"", "  last"];
        for (int split = 1; split < text.Length + 3; split++)
        {
            int data = split;
            var options = new LineOptions { SplitBytes = split, Buffers = () => new BufferPool(data % 5, data) };
            Assert.Equal(expected, await Drain.All(new LinesSplitSource<TextLine>(Lines.Read(path, options)), row => row.Text.ToString()));
        }
        Assert.Empty(await Drain.All(new LinesSplitSource<TextLine>(Lines.Read(_directory.Write("empty", ""))), row => row.Text.ToString()));
    }

    [Fact]
    public async Task A_text_line_is_a_record()
    {
        var line = new TextLine("a \"text\", longer than twelve bytes");
        string path = _directory.File("lines.jsonl");
        var sink = JsonLines.Write<TextLine>(path);
        await sink.OpenAsync(CancellationToken.None);
        using (var run = new SinkRun<TextLine, JsonLinesSinkOperator<TextLine, TextLine>>(new(sink)))
        {
            run.Collect(line);
            run.Finish();
        }
        await sink.CommitAsync(CancellationToken.None);
        Assert.Equal("{\"text\":\"a \\\"text\\\", longer than twelve bytes\"}\n", Encoding.UTF8.GetString(File.ReadAllBytes(path)));
        Assert.Equal([line.Text.ToString()], await Drain.All(new JsonLinesSplitSource<TextLine, TextLine>(JsonLines.Read<TextLine>(path)), row => row.Text.ToString()));
    }
}
