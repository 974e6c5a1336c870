using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Files that somebody writes between the listing of splits and their end.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private async Task<List<string>> Lines(byte[] before, Action<string> change, int splitBytes)
    {
        string path = _directory.Write("lines.txt", before);
        var source = new LinesSplitSource<TextLine>(Millrace.Lines.Read(path, new LineOptions { SplitBytes = splitBytes }));
        return await Read(source, path, change, row => row.Text.ToString());
    }

    private async Task<List<string>> Csv(string before, Action<string> change, int splitBytes)
    {
        string path = _directory.Write("rows.csv", "id,name\n" + before);
        var source = new CsvSplitSource<Numbered, Numbered>(Millrace.Csv.Read<Numbered>(path, new CsvOptions { SplitBytes = splitBytes }));
        return await Read(source, path, change, row => $"{row.Id},{row.Name}");
    }

    private static async Task<List<string>> Read<T>(SplitSource<T> source, string path, Action<string> change, Func<T, string> copy) where T : unmanaged
    {
        await using (source)
        {
            var splits = await source.OpenAsync(CancellationToken.None);
            change(path);
            var rows = new List<string>();
            foreach (var split in splits) rows.AddRange(await Drain.Split(source, split, copy));
            return rows;
        }
    }

    private static Action<string> Append(string text) => path => File.AppendAllText(path, text);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task What_is_written_later_is_left_to_the_next_run(int splitBytes)
    {
        Assert.Equal(["1,a", "2,b"], await Csv("1,a\n2,b\n", Append("3,c\n4,d\n"), splitBytes));
        Assert.Equal(["1,a", "2,b"], await Csv("1,a\r\n2,b\r\n", Append("3"), splitBytes));
        Assert.Equal(["one", "two"], await Lines("one\ntwo\n"u8.ToArray(), Append("three\n"), splitBytes));
        Assert.Empty(await Lines([], Append("three\n"), splitBytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task A_line_that_was_half_written_is_read_to_its_end(int splitBytes)
    {
        Assert.Equal(["1,a", "2,black"], await Csv("1,a\n2,bl", Append("ack\n3,c\n"), splitBytes));
        Assert.Equal(["1,a", "2,bl"], await Csv("1,a\r\n2,bl\r", Append("\n3,c\r\n"), splitBytes));
        string rest = new('x', 10_000);
        Assert.Equal(["one", "tw" + rest], await Lines("one\ntw"u8.ToArray(), Append(rest + "\nthree\n"), splitBytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Half_a_line_is_no_row(int splitBytes)
    {
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Csv("1,a\n2,b", Append("la"), splitBytes));
        Assert.Equal($"{_directory.File("rows.csv")} is being written while it is read, and its last line is not complete: it has no line break yet. Run again when it has, or read a file that nobody writes.", error.Message);
        Assert.True(error.IsTransient);
        // Of a file that does not grow nobody can say that it is not complete.
        Assert.Equal(["1,a", "2,b"], await Csv("1,a\n2,b", _ => { }, splitBytes));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task A_file_that_becomes_shorter_is_an_error(int splitBytes)
    {
        static void Cut(string path) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..10]);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Csv("1,a\n2,b\n3,c\n", Cut, splitBytes));
        Assert.StartsWith($"{_directory.File("rows.csv")} became shorter while it was read: it had 20 bytes when the job started, and ends after 10 now.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_goes_before_it_is_read_is_named()
    {
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Csv("1,a\n", File.Delete, 1000));
        Assert.StartsWith($"No file {_directory.File("rows.csv")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_ends_where_it_ended()
    {
        byte[] first = TempDirectory.Gzip("one\ntwo\n"u8.ToArray()), half = TempDirectory.Gzip("one\ntw"u8.ToArray()), second = TempDirectory.Gzip("three\n"u8.ToArray());
        void More(string path) => File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. second]);
        Assert.Equal(["one", "two"], await Lines(first, More, 1000));
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Lines(half, More, 1000));
        Assert.Contains("its last line is not complete", error.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "tw"], await Lines(half, _ => { }, 1000));
        error = await Assert.ThrowsAsync<ConnectorException>(() => Lines(first[..^3], path => File.WriteAllBytes(path, [.. first, .. second]), 1000));
        Assert.Contains("the file is incomplete", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ConnectorException>(() => Lines(first, path => File.WriteAllBytes(path, first[..^3]), 1000));
        Assert.Contains("became shorter", error.Message, StringComparison.Ordinal);
    }
}
