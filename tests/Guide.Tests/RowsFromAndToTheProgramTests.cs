using Guide.RowsFromAndToTheProgram;

namespace Guide;

public sealed class RowsFromAndToTheProgramTests
{
    private static readonly Entry[] Entries = [.. Enumerable.Range(0, 5000).Select(i => new Entry(i, $"an item with a long name {i % 7}", i % 2 == 0 ? 50_00 : 150_00))];

    [Fact]
    public async Task Values_of_a_stream_may_be_kept() =>
        Assert.Equal(Entries.GroupBy(entry => entry.Item).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Cents)), await Programs.LastTotals(Entries));

    [Fact]
    public async Task Rows_come_from_a_channel_and_go_to_a_channel_and_to_callbacks()
    {
        var desk = new Desk();
        var running = Run.ToEndAsync(new Watched { Desk = desk });
        var large = new List<string>();
        var reading = Task.Run(async () => { await foreach (string item in desk.Large.Reader.ReadAllAsync()) large.Add(item); });
        foreach (var entry in Entries) await desk.Entries.Writer.WriteAsync(entry);
        desk.Entries.Writer.Complete();
        await running;
        await reading;
        Assert.Equal(Entries.Where(entry => entry.Cents >= 100_00).Select(entry => entry.Item), large);
        Assert.Equal(Entries.Select(entry => new ItemTotal(entry.Item, entry.Cents)), desk.Seen);
        Assert.Equal(Entries.Select(entry => entry.Cents), desk.Cents);
    }
}
