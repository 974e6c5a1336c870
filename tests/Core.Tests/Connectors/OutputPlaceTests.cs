using System.Text;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Where a sink may write, and who else may not.</summary>
public sealed class OutputPlaceTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static JobExecution Start(string input, params Sink<Numbered>[] outputs)
    {
        var graph = new JobGraph("copy");
        foreach (var sink in outputs)
        {
            graph.AddSink(sink);
            var source = new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(input));
            if (sink is CsvSink<Numbered> csv)
                graph.AddSource("copy", 1, source, _ => new PassHead<Numbered, CsvSinkOperator<Numbered, Numbered>>(new CsvSinkOperator<Numbered, Numbered>(csv)));
            else
                graph.AddSource("copy", 1, source, _ => new PassHead<Numbered, JsonLinesSinkOperator<Numbered, Numbered>>(new JsonLinesSinkOperator<Numbered, Numbered>((JsonLinesSink<Numbered>)sink)));
        }
        return JobExecution.Start(graph, new JobOptions { Parallelism = 1, MemoryBytes = 64 << 20 });
    }

    private static async Task Run(string input, params Sink<Numbered>[] outputs)
    {
        await using var job = Start(input, outputs);
        await job.Completion.WaitAsync(TimeSpan.FromMinutes(3));
    }

    private static async Task<string> Error(string input, params Sink<Numbered>[] outputs) =>
        (await Assert.ThrowsAsync<JobFailedException>(() => Run(input, outputs))).Message;

    private string Input(int rows = 1000)
    {
        var text = new StringBuilder("id,name\n");
        for (int i = 0; i < rows; i++) text.Append(i).Append(",some name\n");
        return _directory.Write("in/data.csv", text.ToString());
    }

    private string[] Entries => [.. Directory.GetFileSystemEntries(_directory.Path).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("old content")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_link_stays_and_what_it_leads_to_is_replaced(string? old)
    {
        string input = Input(), target = _directory.File("data/out.csv");
        Directory.CreateDirectory(_directory.File("data"));
        if (old is not null) File.WriteAllText(target, old);
        File.CreateSymbolicLink(_directory.File("one"), "data/out.csv");
        File.CreateSymbolicLink(_directory.File("two"), _directory.File("one"));
        await Run(input, Csv.Write<Numbered>(_directory.File("two")));
        Assert.Equal(File.ReadAllText(input), File.ReadAllText(target));
        Assert.Equal(("data/out.csv", _directory.File("one")), (new FileInfo(_directory.File("one")).LinkTarget, new FileInfo(_directory.File("two")).LinkTarget));
        Assert.Equal([target], Directory.GetFileSystemEntries(_directory.File("data")));
    }

    [Fact]
    public async Task A_link_to_no_directory_is_named()
    {
        File.CreateSymbolicLink(_directory.File("out"), "nowhere/out.csv");
        Assert.Contains($"the directory {_directory.File("nowhere")} does not exist", await Error(Input(), Csv.Write<Numbered>(_directory.File("out"))), StringComparison.Ordinal);
        Assert.StartsWith("The path of a sink is empty", await Error(Input(), Csv.Write<Numbered>("")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_gets_the_rows_and_stays_a_pipe()
    {
        if (OperatingSystem.IsWindows()) return;
        string input = Input(50_000), pipe = _directory.Fifo("pipe");
        for (int i = 0; i < 2; i++)
        {
            var running = Run(input, Csv.Write<Numbered>(pipe));
            Assert.Equal(File.ReadAllText(input), await Task.Run(() => File.ReadAllText(pipe)));
            await running;
        }
        Assert.Equal(["in", "pipe"], Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_can_be_cancelled_while_nobody_reads_its_pipe(bool isOpen)
    {
        if (OperatingSystem.IsWindows()) return;
        string pipe = _directory.Fifo("pipe");
        var job = Start(Input(200_000), Csv.Write<Numbered>(pipe));
        FileStream? reader = null;
        if (isOpen)
        {
            reader = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0));
            Assert.Equal('i', reader.ReadByte());
        }
        await job.CancelAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await Assert.ThrowsAsync<JobCancelledException>(() => job.Completion);
        // The thread that waits for a reader is let go.
        using (reader ?? await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0))) { }
        Assert.Equal(["in", "pipe"], Entries);
    }

    [Fact]
    public async Task A_reader_that_goes_ends_the_job()
    {
        if (OperatingSystem.IsWindows()) return;
        string pipe = _directory.Fifo("pipe");
        var running = Error(Input(200_000), Csv.Write<Numbered>(pipe));
        using (var reader = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0))) reader.ReadByte();
        Assert.Contains("was closed by the program that read it", await running, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_pipe_of_a_job_that_fails_has_no_end()
    {
        if (OperatingSystem.IsWindows()) return;
        string pipe = _directory.Fifo("pipe.gz"), input = Input(300_000);
        File.AppendAllText(input, "wrong,row,here\n");
        var running = Error(input, Csv.Write<Numbered>(pipe));
        byte[] written = await Task.Run(() => File.ReadAllBytes(pipe));
        await running;
        Assert.True(written.Length > 100_000);
        var whole = new GzipInput(new InputFile("pipe.gz", null, 0, 0), new ArrayInput(written));
        var buffer = new byte[1 << 16];
        var error = Assert.Throws<ConnectorException>(() => { while (whole.Read(buffer) > 0) { } });
        Assert.Contains("ends too early", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_called_by_its_name()
    {
        if (OperatingSystem.IsWindows()) return;
        using var claim = new OpenOutputs.Claim(null);
        var broken = new IOException("Broken pipe", 32);
        Assert.StartsWith("pipe.csv was closed", new DirectOutput("pipe.csv", Stream.Null, Stream.Null, claim).Explain(broken).Message, StringComparison.Ordinal);
        Assert.StartsWith("Standard output was closed", new DirectOutput("standard output", Stream.Null, Stream.Null, claim).Explain(broken).Message, StringComparison.Ordinal);
        // Nor by a number of the system's.
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        string path = $"/dev/fd/{pipe.GetClientHandleAsString()}";
        Assert.Contains($"would both write {path}, and", await Error(Input(), Csv.Write<Numbered>(path), Csv.Write<Numbered>(path)), StringComparison.Ordinal);
        Assert.StartsWith("Cannot write to /dev/fd/999: it is closed.", await Error(Input(), Csv.Write<Numbered>("/dev/fd/999")), StringComparison.Ordinal);
        Assert.StartsWith("Cannot read /dev/fd/999: it is closed.", await Error("/dev/fd/999", Csv.Write<Numbered>(_directory.File("out.csv"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_descriptor_is_that_descriptor()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        string number = pipe.GetClientHandleAsString(), input = Input(10);
        File.CreateSymbolicLink(_directory.File("one"), $"/dev/fd/{number}");
        File.CreateSymbolicLink(_directory.File("two.csv"), "one");
        Directory.CreateSymbolicLink(_directory.File("fd"), "/dev/fd");
        foreach (string path in (string[])["one", "two.csv", $"fd/{number}"])
        {
            await Run(input, Csv.Write<Numbered>(_directory.File(path)));
            string expected = File.ReadAllText(input);
            var read = new byte[expected.Length];
            pipe.ReadExactly(read);
            Assert.Equal(expected, Encoding.UTF8.GetString(read));
        }
        File.CreateSymbolicLink(_directory.File("out"), "/dev/stdout");
        Assert.True(new OutputFile(_directory.File("out"), "test").IsStandardOutput);
        Assert.False(new OutputFile(_directory.File("one"), "test").IsStandardOutput);
    }

    [Fact]
    public async Task Dead_letters_that_cannot_be_written_at_the_end_are_an_error()
    {
        if (!OperatingSystem.IsLinux()) return;
        string input = Input(10);
        File.AppendAllText(input, "wrong\n");
        var source = new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(input, new CsvOptions { BadRows = BadRows.DeadLetter("/dev/full") }));
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Drain.All(source, row => row.Id));
        Assert.StartsWith("Writing bad rows to /dev/full failed: No space left on device", error.Message, StringComparison.Ordinal);
        // Nobody writes there now.
        OpenOutputs.Add("/dev/full", "/dev/full", "test").Dispose();
    }

    [Fact]
    public async Task What_lies_in_a_directory_of_memory_is_a_file()
    {
        if (!OperatingSystem.IsLinux()) return;
        string file = $"/dev/shm/millrace-{Guid.NewGuid():N}.csv";
        File.Copy(Input(), file);
        try
        {
            Assert.Contains($"which 'csv {file}' writes. Write to another file.", await Error(file, Csv.Write<Numbered>(file)), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Devices_are_written_in_place()
    {
        if (!OperatingSystem.IsLinux()) return;
        await Run(Input(), Csv.Write<Numbered>("/dev/null"), Csv.Write<Numbered>("/dev/null"));
        Assert.StartsWith("Writing to /dev/full failed: No space left on device", await Error(Input(1), Csv.Write<Numbered>("/dev/full")), StringComparison.Ordinal);
        Assert.StartsWith("Writing to /dev/full failed: No space left on device", await Error(Input(100_000), JsonLines.Write<Numbered>("/dev/full")), StringComparison.Ordinal);
        // A directory of memory, not a device.
        string file = $"/dev/shm/millrace-{Guid.NewGuid():N}.csv";
        await Run(Input(), Csv.Write<Numbered>(file));
        Assert.Equal(File.ReadAllText(Input()), File.ReadAllText(file));
        File.Delete(file);
    }

    [Fact]
    public async Task No_output_is_committed_if_another_cannot_be_written()
    {
        if (!OperatingSystem.IsLinux()) return;
        await Error(Input(), Csv.Write<Numbered>(_directory.File("out.csv")), Csv.Write<Numbered>("/dev/full"));
        Assert.Equal(["in"], Entries);
    }

    [Fact]
    public async Task Two_sinks_of_one_file_are_refused()
    {
        File.CreateSymbolicLink(_directory.File("link"), "out.csv");
        string first = _directory.File("out.csv"), second = _directory.File("link");
        Assert.Equal($"'csv {first}' and 'json lines {second}' would both write {second} ({first}), and one result would be lost. Give each a place of its own, or bring their rows together with Union.",
            await Error(Input(), Csv.Write<Numbered>(first), JsonLines.Write<Numbered>(second)));
        Assert.Equal(["in", "link"], Entries);
        // Nobody writes it now.
        await Run(Input(), Csv.Write<Numbered>(first));
    }

    [Fact]
    public async Task A_file_that_another_process_writes_is_refused()
    {
        string output = _directory.File("out.csv");
        using (OutputLock.Take(output))
        {
            string error = await Error(Input(), Csv.Write<Numbered>(output));
            Assert.StartsWith($"Cannot write {output}: another job is writing it.", error, StringComparison.Ordinal);
            Assert.Equal([".out.csv.lock", "in"], Entries);
        }
        await Run(Input(), Csv.Write<Numbered>(output));
        Assert.Equal(["in", "out.csv"], Entries);
    }

    [Fact]
    public async Task What_a_killed_process_left_behind_stops_nobody()
    {
        string output = _directory.File("out.csv");
        _directory.Write(".out.csv.lock", "");
        _directory.Write(".out.csv.0123456789ab.part", new string('x', 1_000_000));
        // Parts of other files, which may be being written.
        string[] others = [".out.csv.0123456789ab.0123456789ab.part", ".out.csv.part", ".out.csv0123456789ab.part", ".out.json.0123456789ab.part"];
        foreach (string other in others) _directory.Write(other, "");
        await Run(Input(), Csv.Write<Numbered>(output));
        Assert.Equal(File.ReadAllText(Input()), File.ReadAllText(output));
        Assert.Equal([.. others, "in", "out.csv"], Entries);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.None)]
    public async Task A_lock_that_may_not_be_written_is_taken_over_or_named(UnixFileMode mode)
    {
        // A directory may be anybody's to write, and what another user has left there not.
        if (OperatingSystem.IsWindows()) return;
        string output = _directory.File("out.csv"), left = _directory.Write(".out.csv.lock", "");
        File.SetUnixFileMode(left, mode);
        if (mode == UnixFileMode.None && !Environment.IsPrivilegedProcess)
        {
            Assert.StartsWith($"Cannot write {output}: {left} belongs to another user", await Error(Input(), Csv.Write<Numbered>(output)), StringComparison.Ordinal);
            return;
        }
        await Run(Input(), Csv.Write<Numbered>(output));
        Assert.Equal(["in", "out.csv"], Entries);
    }

    [Fact]
    public void A_file_has_one_writer_at_a_time_however_many_try()
    {
        string output = _directory.File("out.csv");
        int writing = 0, taken = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                try
                {
                    using (OutputLock.Take(output))
                    {
                        Assert.Equal(1, Interlocked.Increment(ref writing));
                        Interlocked.Increment(ref taken);
                        Interlocked.Decrement(ref writing);
                    }
                }
                catch (ConnectorException)
                {
                    // Somebody has it.
                }
            }
        });
        Assert.True(taken > 0);
        Assert.Empty(Entries);
    }

    [Fact]
    public void An_output_that_cannot_be_made_leaves_nothing_behind()
    {
        string output = _directory.File("out.csv");
        for (int i = 0; i < 2; i++)
        {
            using var claim = OpenOutputs.Add(output, output, "test");
            Assert.Throws<NotSupportedException>(() => ReplacedFile.Create(output, _ => throw new NotSupportedException(), claim));
            Assert.Empty(Entries);
        }
    }

    [Fact]
    public async Task An_input_is_not_written()
    {
        string input = Input(), before = File.ReadAllText(input);
        File.CreateSymbolicLink(_directory.File("link"), input);
        foreach (string read in (string[])[input, _directory.File("in"), _directory.File("**/*.csv"), _directory.File("link")])
        {
            foreach (string write in (string[])[input, _directory.File("link")])
                Assert.Contains($"which 'csv {write}' writes. Write to another file.", await Error(read, Csv.Write<Numbered>(write)), StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllText(input));
        Assert.Equal([input], Directory.GetFileSystemEntries(_directory.File("in")));
    }

    [Fact]
    public async Task Dead_letters_go_neither_to_an_input_nor_to_an_output()
    {
        string input = Input(), before = File.ReadAllText(input);
        foreach (string letters in (string[])[input, _directory.File("out.csv")])
        {
            var sink = Csv.Write<Numbered>(_directory.File("out.csv"));
            var graph = new JobGraph("copy");
            graph.AddSink(sink);
            graph.AddSource("copy", 1, new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(input, new CsvOptions { BadRows = BadRows.DeadLetter(letters) })),
                _ => new PassHead<Numbered, CsvSinkOperator<Numbered, Numbered>>(new CsvSinkOperator<Numbered, Numbered>(sink)));
            await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = 1, MemoryBytes = 64 << 20 });
            var error = await Assert.ThrowsAsync<JobFailedException>(() => job.Completion);
            Assert.Contains($"the dead letters of csv {input}", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllText(input));
        Assert.Equal(["in"], Entries);
    }

    private sealed class ArrayInput(byte[] bytes) : ByteInput
    {
        private int _at;

        public override int Read(Span<byte> into)
        {
            int count = Math.Min(into.Length, bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(into);
            _at += count;
            return count;
        }

        public override void Dispose() { }
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.csv.gz")]
    public async Task A_directory_that_is_gone_at_the_end_is_an_error(string name)
    {
        string output = _directory.File($"out/{name}");
        Directory.CreateDirectory(_directory.File("out"));
        var sink = Csv.Write<Numbered>(output);
        await sink.OpenAsync(CancellationToken.None);
        using (var run = new SinkRun<Numbered, CsvSinkOperator<Numbered, Numbered>>(new(sink)))
        {
            run.Collect(new Numbered(1, "a"));
            run.Finish();
        }
        Directory.Delete(_directory.File("out"), recursive: true);
        var error = await Assert.ThrowsAsync<ConnectorException>(async () => await sink.CommitAsync(CancellationToken.None));
        Assert.StartsWith($"Writing {output} failed: Could not find", error.Message, StringComparison.Ordinal);
        await sink.AbortAsync();
        Directory.CreateDirectory(_directory.File("out"));
        await Run(Input(), Csv.Write<Numbered>(output));
    }
}
