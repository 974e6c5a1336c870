using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Pipes, devices and what else has no length and is read once.</summary>
public sealed class LiveInputTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly List<AnonymousPipeServerStream> _pipes = [];

    public void Dispose()
    {
        foreach (var pipe in _pipes) pipe.Dispose();
        _directory.Dispose();
    }

    // As a shell's <(command): the path of a descriptor.
    private (string Path, Stream Writer) Pipe()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        _pipes.Add(pipe);
        return ($"/dev/fd/{pipe.GetClientHandleAsString()}", pipe);
    }

    private static Task Send(Stream to, byte[] content, int seed) => Task.Run(() =>
    {
        var random = new Random(seed);
        using (to)
        {
            for (int at = 0, length; at < content.Length; at += length)
            {
                length = Math.Min(content.Length - at, random.Next(1, seed % 2 == 0 ? 10 : 100_000));
                to.Write(content, at, length);
            }
        }
    });

    private static Task<List<string[]>> Csv(string path, CsvOptions options) =>
        Drain.All(new CsvSplitSource<Three, Three>(Millrace.Csv.Read<Three>(path, options)), row => new[] { row.A.ToString(), row.B.ToString(), row.C.ToString() });

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
            string path = seed % 2 == 0 ? _directory.Fifo($"{seed}.fifo") : "";
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
        string path = _directory.Fifo("pipe");
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

    [Fact]
    public async Task A_second_reader_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        var (path, writer) = Pipe();
        writer.Write("a\nb\n"u8);
        await using (var first = new LinesSplitSource<TextLine>(Lines.Read(path)))
        {
            Assert.Single(await first.OpenAsync(CancellationToken.None));
            await using var second = new LinesSplitSource<TextLine>(Lines.Read("/proc/self" + path[4..]));
            var error = await Assert.ThrowsAsync<ConnectorException>(async () => await second.OpenAsync(CancellationToken.None));
            Assert.StartsWith($"'lines /proc/self{path[4..]}' would read {path}, which 'lines {path}' reads", error.Message, StringComparison.Ordinal);
        }

        // Of a file that stands for standard input, too: it could as well be a pipe.
        using (var file = File.OpenRead(_directory.Write("file", "a\n")))
        {
            path = $"/dev/fd/{file.SafeFileHandle.DangerousGetHandle()}";
            await using var first = new LinesSplitSource<TextLine>(Lines.Read(path));
            Assert.Single(await first.OpenAsync(CancellationToken.None));
            await using var second = new LinesSplitSource<TextLine>(Lines.Read(path));
            await Assert.ThrowsAsync<ConnectorException>(async () => await second.OpenAsync(CancellationToken.None));
        }

        // What a pipe with a name gives is not over with its first writer.
        string fifo = _directory.Fifo("pipe");
        for (int i = 0; i < 2; i++)
        {
            var sent = Task.Run(() => File.WriteAllText(fifo, $"run {i}\n"));
            Assert.Equal([$"run {i}"], await Drain.All(new LinesSplitSource<TextLine>(Lines.Read(fifo)), row => row.Text.ToString()));
            await sent;
        }
    }

    [Fact]
    public async Task A_second_reader_that_is_refused_has_taken_nothing()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] lines = [.. Enumerable.Range(0, 100_000).Select(i => $"line {i}")];
        string fifo = _directory.Fifo("pipe");
        var first = new LinesSplitSource<TextLine>(Lines.Read(fifo));
        var opening = first.OpenAsync(CancellationToken.None).AsTask();
        var writer = new StreamWriter(fifo);
        writer.Write("begin\n");
        writer.Flush();
        var split = Assert.Single(await opening);
        for (int i = 0; i < 5; i++)
        {
            var second = new LinesSplitSource<TextLine>(Lines.Read(fifo));
            await Assert.ThrowsAsync<ConnectorException>(async () => await second.OpenAsync(CancellationToken.None));
            writer.Write($"between {i}\n");
            writer.Flush();
            await second.DisposeAsync();
        }
        var sent = Task.Run(() =>
        {
            using (writer)
                foreach (string line in lines) writer.Write(line + '\n');
        });
        Assert.Equal(["begin", .. Enumerable.Range(0, 5).Select(i => $"between {i}"), .. lines], await Drain.Split(first, split, row => row.Text.ToString()));
        await sent;
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_a_pipe_after_another_gets_all_that_comes_from_then_on()
    {
        if (OperatingSystem.IsWindows()) return;
        string fifo = _directory.Fifo("pipe");
        using var writer = new StreamWriter(new FileStream(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0)) { AutoFlush = true };
        for (int run = 0; run < 20; run++)
        {
            // Its writer stays, and nothing more comes.
            writer.Write($"run {run}\n");
            await using var source = new LinesSplitSource<TextLine>(Lines.Read(fifo));
            var split = Assert.Single(await source.OpenAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(3)));
            using var woken = new SemaphoreSlim(0);
            using var reader = source.CreateReader(split, () => woken.Release());
            for (int rows = 0; rows < 1;)
            {
                var result = reader.Read(10, out var read);
                if (result == ReadResult.Wait) Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)));
                else Assert.Equal($"run {run}", read[rows++].Text.ToString());
            }
            Assert.Equal(ReadResult.Wait, reader.Read(10, out _));
        }
    }

    [Theory]
    [InlineData("opens", "broken")]
    [InlineData("speaks", "broken")]
    [InlineData("speaks", "id,nam\n")]
    public async Task What_is_wrong_with_one_input_is_said_while_others_are_silent(string silentUntilIt, string other)
    {
        if (OperatingSystem.IsWindows()) return;
        // In both orders.
        foreach (string name in (string[])["in/1", "in/3"])
        {
            Directory.CreateDirectory(_directory.File("in"));
            string path = _directory.File(name), silent = _directory.Fifo("in/2");
            if (other == "broken") File.CreateSymbolicLink(path, "nowhere");
            else _directory.Write(name, other);
            using var writer = silentUntilIt == "opens" ? null : new FileStream(silent, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            var source = new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(_directory.File("in/*")));
            var error = await Assert.ThrowsAsync<ConnectorException>(() => source.OpenAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            await source.DisposeAsync();
            // A thread that waits for a writer is let go.
            if (writer is null) await new FileStream(silent, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0).DisposeAsync();
            Directory.Delete(_directory.File("in"), recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_header_in_one_pipe_is_said_while_another_is_silent()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (string wrong in (string[])["1", "2"])
        {
            Directory.CreateDirectory(_directory.File("in"));
            var writers = new List<FileStream>();
            foreach (string name in (string[])["1", "2"])
            {
                writers.Add(new FileStream(_directory.Fifo($"in/{name}"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0));
                if (name == wrong) writers[^1].Write("id,nam\n"u8);
            }
            var source = new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(_directory.File("in/*")));
            var error = await Assert.ThrowsAsync<ConnectorException>(() => source.OpenAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.StartsWith(_directory.File($"in/{wrong}"), error.Message, StringComparison.Ordinal);
            await source.DisposeAsync();
            foreach (var writer in writers) await writer.DisposeAsync();
            Directory.Delete(_directory.File("in"), recursive: true);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("id,name\n")]
    [InlineData("id,name\n1,a\n")]
    public async Task A_job_can_be_cancelled_while_nothing_comes(string? begin)
    {
        if (OperatingSystem.IsWindows()) return;
        string fifo = _directory.Fifo("pipe");
        var sink = Millrace.Csv.Write<Numbered>(_directory.File("out.csv"));
        var graph = new JobGraph("copy");
        graph.AddSink(sink);
        graph.AddSource("copy", 2, new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(fifo)),
            _ => new PassHead<Numbered, CsvSinkOperator<Numbered, Numbered>>(new CsvSinkOperator<Numbered, Numbered>(sink)));
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = 2, MemoryBytes = 64 << 20 });
        // Opens when the job does.
        using var writer = begin is null ? null : new FileStream(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        writer?.Write(Encoding.UTF8.GetBytes(begin!));
        if (begin?.EndsWith("a\n", StringComparison.Ordinal) == true)
            Assert.True(SpinWait.SpinUntil(() => job.Metrics.Snapshot().RowsIn > 0, TimeSpan.FromMinutes(3)));
        await job.CancelAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await Assert.ThrowsAsync<JobCancelledException>(() => job.Completion);
        Assert.Equal([fifo], Directory.GetFileSystemEntries(_directory.Path));
        // The thread that waits for a writer is let go.
        if (writer is null) await File.WriteAllTextAsync(fifo, "");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task One_program_may_write_to_several_pipes_by_turns(int parallelism, bool hasTime)
    {
        if (OperatingSystem.IsWindows()) return;
        const int Pipes = 3, Turns = 4, Rows = 100_000;
        for (int pipe = 0; pipe < Pipes; pipe++) _directory.Fifo($"in/{pipe}");
        long sum = 0;
        var sink = Millrace.Rows.To(id => Interlocked.Add(ref sum, id), (Numbered row) => row.Id);
        var graph = new JobGraph("sum");
        graph.AddSink(sink);
        graph.AddSource("sum", parallelism, new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(_directory.File("in"))),
            _ => new PassHead<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new CallbackSinkOperator<Numbered, Numbered>(sink)),
            hasTime ? (in Numbered row, out long time) => { time = row.Id; return true; }
        : null);
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = parallelism, MemoryBytes = 64 << 20 });
        // More in a turn than pipes and buffers hold.
        var sent = Task.Run(() =>
        {
            var writers = Enumerable.Range(0, Pipes).Select(pipe => new StreamWriter(_directory.File($"in/{pipe}"))).ToList();
            foreach (var writer in writers)
            {
                writer.Write("id,name\n");
                writer.Flush();
            }
            for (int turn = 0; turn < Turns; turn++)
            {
                foreach (var writer in writers)
                {
                    for (int row = 0; row < Rows; row++) writer.Write($"{turn * Rows + row},some name\n");
                    writer.Flush();
                }
            }
            foreach (var writer in writers) writer.Dispose();
        });
        await Task.WhenAll(sent, job.Completion).WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(Pipes * (Turns * Rows * (Turns * Rows - 1L) / 2), sum);
    }

    [Fact]
    public async Task Many_pipes_are_read_side_by_side_each_by_one_reader()
    {
        if (OperatingSystem.IsWindows()) return;
        const int Pipes = 20, Rows = 2000;
        for (int pipe = 0; pipe < Pipes; pipe++) _directory.Fifo($"in/{pipe:00}");
        var ids = new System.Collections.Concurrent.ConcurrentBag<int>();
        var sink = Millrace.Rows.To(ids.Add, (Numbered row) => row.Id);
        var graph = new JobGraph("collect");
        graph.AddSink(sink);
        graph.AddSource("collect", 2, new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(_directory.File("in"))),
            _ => new PassHead<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new CallbackSinkOperator<Numbered, Numbered>(sink)),
            (in Numbered row, out long time) => { time = row.Id; return true; });
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = 2, MemoryBytes = 64 << 20 });
        // Their writer opens them in the other order.
        var writers = Enumerable.Range(0, Pipes).Reverse().Select(pipe => (pipe, new StreamWriter(_directory.File($"in/{pipe:00}")))).ToList();
        foreach (var (pipe, writer) in writers)
        {
            writer.Write("id,name\n");
            for (int row = 0; row < Rows; row++) writer.Write($"{row * Pipes + pipe},name\n");
            writer.Dispose();
        }
        await job.Completion.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(Enumerable.Range(0, Pipes * Rows), ids.Order());
    }
}
