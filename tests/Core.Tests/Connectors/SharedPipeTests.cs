using System.Text;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Pipes with several readers, one after the other or at once, and several pipes of one reader.</summary>
public sealed class SharedPipeTests : PipeTests
{
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
        using (var file = File.OpenRead(Folder.Write("file", "a\n")))
        {
            path = $"/dev/fd/{file.SafeFileHandle.DangerousGetHandle()}";
            await using var first = new LinesSplitSource<TextLine>(Lines.Read(path));
            Assert.Single(await first.OpenAsync(CancellationToken.None));
            await using var second = new LinesSplitSource<TextLine>(Lines.Read(path));
            await Assert.ThrowsAsync<ConnectorException>(async () => await second.OpenAsync(CancellationToken.None));
        }

        // What a pipe with a name gives is not over with its first writer.
        string fifo = Folder.Fifo("pipe");
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
        string fifo = Folder.Fifo("pipe");
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
        string fifo = Folder.Fifo("pipe");
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
            Directory.CreateDirectory(Folder.File("in"));
            string path = Folder.File(name), silent = Folder.Fifo("in/2");
            if (other == "broken") File.CreateSymbolicLink(path, "nowhere");
            else Folder.Write(name, other);
            using var writer = silentUntilIt == "opens" ? null : new FileStream(silent, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            var source = new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(Folder.File("in/*")));
            var error = await Assert.ThrowsAsync<ConnectorException>(() => source.OpenAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            await source.DisposeAsync();
            // A thread that waits for a writer is let go.
            if (writer is null) await new FileStream(silent, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0).DisposeAsync();
            Directory.Delete(Folder.File("in"), recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_header_in_one_pipe_is_said_while_another_is_silent()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (string wrong in (string[])["1", "2"])
        {
            Directory.CreateDirectory(Folder.File("in"));
            var writers = new List<FileStream>();
            foreach (string name in (string[])["1", "2"])
            {
                writers.Add(new FileStream(Folder.Fifo($"in/{name}"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0));
                if (name == wrong) writers[^1].Write("id,nam\n"u8);
            }
            var source = new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(Folder.File("in/*")));
            var error = await Assert.ThrowsAsync<ConnectorException>(() => source.OpenAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.StartsWith(Folder.File($"in/{wrong}"), error.Message, StringComparison.Ordinal);
            await source.DisposeAsync();
            foreach (var writer in writers) await writer.DisposeAsync();
            Directory.Delete(Folder.File("in"), recursive: true);
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
        string fifo = Folder.Fifo("pipe");
        var sink = Millrace.Csv.Write<Numbered>(Folder.File("out.csv"));
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
        Assert.Equal([fifo], Directory.GetFileSystemEntries(Folder.Path));
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
        for (int pipe = 0; pipe < Pipes; pipe++) Folder.Fifo($"in/{pipe}");
        long sum = 0;
        var sink = Millrace.Rows.To(id => Interlocked.Add(ref sum, id), (Numbered row) => row.Id);
        var graph = new JobGraph("sum");
        graph.AddSink(sink);
        graph.AddSource("sum", parallelism, new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(Folder.File("in"))),
            _ => new PassHead<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new CallbackSinkOperator<Numbered, Numbered>(sink)),
            hasTime ? (in Numbered row, out long time) => { time = row.Id; return true; }
        : null);
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = parallelism, MemoryBytes = 64 << 20 });
        // More in a turn than pipes and buffers hold.
        var sent = Task.Run(() =>
        {
            var writers = Enumerable.Range(0, Pipes).Select(pipe => new StreamWriter(Folder.File($"in/{pipe}"))).ToList();
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
        for (int pipe = 0; pipe < Pipes; pipe++) Folder.Fifo($"in/{pipe:00}");
        var ids = new System.Collections.Concurrent.ConcurrentBag<int>();
        var sink = Millrace.Rows.To(ids.Add, (Numbered row) => row.Id);
        var graph = new JobGraph("collect");
        graph.AddSink(sink);
        graph.AddSource("collect", 2, new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(Folder.File("in"))),
            _ => new PassHead<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new CallbackSinkOperator<Numbered, Numbered>(sink)),
            (in Numbered row, out long time) => { time = row.Id; return true; });
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = 2, MemoryBytes = 64 << 20 });
        // Their writer opens them in the other order.
        var writers = Enumerable.Range(0, Pipes).Reverse().Select(pipe => (pipe, new StreamWriter(Folder.File($"in/{pipe:00}")))).ToList();
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
