using System.IO.Compression;
using System.Text;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Pipes, devices and what else has no length and is read once.</summary>
public sealed class LiveInputTests : PipeTests
{
    [Fact]
    public async Task The_rows_of_a_pipe_are_those_of_a_file()
    {
        if (OperatingSystem.IsWindows()) return;
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            bool lineBreaks = seed % 3 == 0;
            string text = PlainCsv.Generate(random, random.Next(0, 300), 3, lineBreaks: lineBreaks, longest: seed % 6 == 0 ? 3000 : 40);
            byte[] content = Encoding.UTF8.GetBytes((seed % 4 == 0 ? "\uFEFF" : "") + (seed % 5 == 0 ? "\r\n\n" : "") + "a,b,c\n" + text);
            if (seed % 4 == 1) content = TempDirectory.Gzip(content);
            var options = new CsvOptions { QuotedLineBreaks = lineBreaks, SplitBytes = 50, Buffers = () => new BufferPool(random.Next(0, 40), random.Next(1, 500)) };
            string path = seed % 2 == 0 ? Folder.Fifo($"{seed}.fifo") : "";
            Stream? writer = null;
            if (path.Length == 0) (path, writer) = Pipe();
            var sent = seed % 2 == 0 ? Task.Run(() => Send(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0), content, seed)) : Send(writer!, content, seed);
            Assert.Equal(PlainCsv.Parse(text), await Csv(path, options));
            await sent;
        }
    }

    [Fact]
    public void Of_a_gzip_pipe_that_ends_too_early_comes_only_what_was_sent()
    {
        // Compressed so that most of what may follow a cut can be decompressed too.
        var random = new Random(1);
        byte[] content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},{random.Next(1000)},{(random.Next(2) == 0 ? "LAS" : "PHL")}\n")));
        byte[] gzip = TempDirectory.Gzip(content, CompressionLevel.Optimal);
        for (int cut = 2; cut < gzip.Length; cut += cut < 100 ? 1 : gzip.Length / 97)
        {
            var live = new LiveInput("pipe", new MemoryStream(gzip[..cut]));
            using var file = new InputFile("pipe", live);
            using var input = new GzipInput(file, live);
            var come = new byte[content.Length + 1];
            int length = 0;
            var error = Assert.Throws<ConnectorException>(() =>
            {
                for (int count = 1; count > 0; length += count) count = input.Read(come.AsSpan(length));
            });
            Assert.StartsWith($"pipe: the gzip data ends too early, after {cut} bytes", error.Message, StringComparison.Ordinal);
            Assert.True(content.AsSpan().StartsWith(come.AsSpan(0, length)), $"Cut at {cut}, {length} bytes came that were not sent.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n")]
    [InlineData("a,b,c")]
    [InlineData("a,b,c\r\n")]
    public async Task A_pipe_without_rows_is_read(string text)
    {
        if (OperatingSystem.IsWindows()) return;
        var (path, writer) = Pipe();
        await Send(writer, Encoding.UTF8.GetBytes(text), 1);
        Assert.Empty(await Csv(path, new CsvOptions()));
    }

    [Fact]
    public async Task Rows_of_lines_and_json_come_while_the_pipe_stays_open()
    {
        if (OperatingSystem.IsWindows()) return;
        var (path, writer) = Pipe();
        writer.Write("\uFEFF{\"id\":1,\"name\":\"a\"}\n"u8);
        await using (var source = new JsonLinesSplitSource<Numbered, Numbered>(JsonLines.Read<Numbered>(path)))
        {
            var split = Assert.Single(await source.OpenAsync(CancellationToken.None));
            Assert.False(source.CanGoOn);
            using var woken = new SemaphoreSlim(0);
            using var reader = source.CreateReader(split, () => woken.Release());
            for (int i = 1; i < 20; i++)
            {
                int id;
                ReadResult result;
                while ((result = First(reader, out id)) == ReadResult.Wait) Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)));
                Assert.Equal((ReadResult.Rows, i), (result, id));
                writer.Write(Encoding.UTF8.GetBytes($"{{\"id\":{i + 1},\"name\":\"a\"}}\n"));
            }
        }

        (path, writer) = Pipe();
        writer.Write("a\n"u8);
        // Two bytes are not enough for a mark of byte order, and more may never come.
        await using var lines = new LinesSplitSource<TextLine>(Lines.Read(path));
        Assert.Single(await lines.OpenAsync(CancellationToken.None));

        static ReadResult First(SplitReader<Numbered> reader, out int id)
        {
            var result = reader.Read(1, out var rows);
            id = result == ReadResult.Rows ? rows[0].Id : 0;
            return result;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_name_the_line(bool gzip)
    {
        if (OperatingSystem.IsWindows()) return;
        var text = new StringBuilder("\n\nid,name\n");
        for (int i = 0; i < 500; i++) text.Append(i == 321 ? "x,y\n" : $"{i},{new string('n', i % 50)}\n");
        byte[] content = Encoding.UTF8.GetBytes(text.ToString());
        string path = Folder.Fifo("pipe");
        var sent = Task.Run(() => Send(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0), gzip ? TempDirectory.Gzip(content) : content, 3));
        var options = new CsvOptions { Buffers = () => new BufferPool(20, 300) };
        var error = await Assert.ThrowsAsync<ConnectorException>(() =>
            Drain.All(new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(path, options)), row => row.Id));
        Assert.StartsWith($"{path}, line 325: column 'id' holds 'x'", error.Message, StringComparison.Ordinal);
        try
        {
            await sent;
        }
        catch (IOException)
        {
            // Nobody reads on.
        }
    }

    [Fact]
    public async Task What_has_no_length_is_read_all_the_same()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Empty(await Csv("/dev/null", new CsvOptions()));
        var lines = await Drain.All(new LinesSplitSource<TextLine>(Lines.Read("/proc/self/status")), row => row.Text.ToString());
        Assert.Equal(File.ReadAllLines("/proc/self/status").Select(line => line.Split(':')[0]), lines.Select(line => line.Split(':')[0]));
        var error = await Assert.ThrowsAsync<ConnectorException>(() =>
            Drain.All(new LinesSplitSource<TextLine>(Lines.Read("/dev/zero", new LineOptions { MaxRowBytes = 100_000 })), row => row.Text.ToString()));
        Assert.StartsWith("/dev/zero, line 1: the row is longer than 100000 bytes", error.Message, StringComparison.Ordinal);
    }
}
