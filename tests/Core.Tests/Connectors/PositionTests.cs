using Millrace.Connectors;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Connectors;

/// <summary>A reader goes on where another has stopped, whatever it reads and wherever that is.</summary>
public sealed class PositionTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempDirectory _directory = new();
    private int _places;

    public void Dispose()
    {
        _directory.Dispose();
        output.WriteLine($"{_places} places to go on from");
    }

    [Fact]
    public async Task Csv()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            bool lineBreaks = seed % 3 == 0;
            char delimiter = ",;\t|"[seed % 4], quote = seed % 5 == 0 ? '\'' : seed % 7 == 0 ? '\0' : '"';
            string text = PlainCsv.Generate(random, random.Next(1, 60), 3, delimiter, quote, lineBreaks, longest: seed % 6 == 0 ? 1000 : 40);
            if (seed % 4 == 0) text = text.TrimEnd('\n', '\r');
            string path = seed % 4 == 1 ? _directory.WriteGzip($"{seed}.csv", text) : _directory.Write($"{seed}.csv", text);
            int data = random.Next(1, 500), head = random.Next(0, 40);
            var options = new CsvOptions { HasHeader = false, Delimiter = delimiter, Quote = quote, QuotedLineBreaks = lineBreaks, SplitBytes = random.Next(1, 700), Buffers = () => new BufferPool(head, data) };
            await Agree(new CsvSplitSource<Three, Three>(Millrace.Csv.Read<Three>(path, options)), row => $"{row.A}|{row.B}|{row.C}", random);
        }
    }

    [Fact]
    public async Task Lines_and_json_lines()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            string newLine = seed % 2 == 0 ? "\n" : "\r\n";
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(i => (i % 7 == 0 && seed % 3 == 0 ? newLine : "") + $"{{\"id\":{i},\"name\":\"{new string('x', random.Next(60))}\"}}" + newLine));
            if (seed % 4 == 0) text = text.TrimEnd('\n', '\r');
            string path = seed % 4 == 1 ? _directory.WriteGzip($"{seed}.jsonl", text) : _directory.Write($"{seed}.jsonl", text);
            int data = random.Next(1, 400), head = random.Next(30);
            var options = new LineOptions { SplitBytes = random.Next(1, 700), Buffers = () => new BufferPool(head, data) };
            await Agree(new LinesSplitSource<TextLine>(Lines.Read(path, options)), row => row.Text.ToString(), random);
            await Agree(new JsonLinesSplitSource<Numbered, Numbered>(JsonLines.Read<Numbered>(path, options)), row => $"{row.Id} {row.Name}", random);
        }
    }

    [Fact]
    public async Task Arrays()
    {
        await Agree(new RowsSplitSource<int>(Rows.From([.. Enumerable.Range(0, 100)])), row => $"{row}", new Random(1));
        // Of several splits each begins and ends at its own rows.
        await using var source = new RowsSplitSource<int>(Rows.From([.. Enumerable.Range(0, 200_000)]));
        foreach (var split in await source.OpenAsync(CancellationToken.None))
        {
            using var whole = source.CreateReader(split, () => { });
            Assert.Equal(ReadResult.Rows, whole.Read(int.MaxValue, out var rows));
            long first = rows[0], last = rows[^1];
            using var reader = source.CreateReader(split, () => { });
            reader.StartAt(last);
            Assert.Equal(ReadResult.Rows, reader.Read(10, out rows));
            Assert.Equal([(int)last], rows.ToArray());
            using var before = source.CreateReader(split, () => { });
            before.StartAt(0);
            Assert.Equal(ReadResult.Rows, before.Read(1, out rows));
            Assert.Equal([(int)first], rows.ToArray());
            using var behind = source.CreateReader(split, () => { });
            behind.StartAt(long.MaxValue);
            Assert.Equal(ReadResult.End, behind.Read(1, out _));
        }
    }

    private async Task Agree<T>(SplitSource<T> source, Func<T, string> copy, Random random) where T : unmanaged
    {
        Assert.True(source.CanGoOn);
        foreach (var split in await source.OpenAsync(CancellationToken.None))
        {
            var (all, positions) = await Read(source, split, copy, null, 1);
            for (int at = 0; at <= all.Count; at++)
            {
                var (rest, _) = await Read(source, split, copy, positions[at], random.Next(1, 20));
                Assert.Equal(all[at..], rest);
                _places++;
            }
        }
        await source.DisposeAsync();
    }

    /// <summary>The rows from a position on, and the positions before each row and behind the last.</summary>
    private static async Task<(List<string> Rows, List<long> Positions)> Read<T>(SplitSource<T> source, SourceSplit split, Func<T, string> copy, long? position, int maxRows) where T : unmanaged
    {
        List<string> rows = [];
        List<long> positions = [];
        using var woken = new SemaphoreSlim(0);
        using var reader = source.CreateReader(split, () => woken.Release());
        if (position is { } from) reader.StartAt(from);
        positions.Add(reader.Position);
        while (true)
        {
            var result = reader.Read(maxRows, out var batch);
            if (result == ReadResult.End) break;
            if (result == ReadResult.Wait)
            {
                await woken.WaitAsync();
                // As far as nothing has been found, it is where it was or further on, with the same rows to come.
                positions[^1] = reader.Position;
                continue;
            }
            foreach (var row in batch) rows.Add(copy(row));
            positions.Add(reader.Position);
        }
        return (rows, positions);
    }
}
