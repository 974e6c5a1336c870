using Xunit.Abstractions;

namespace Millrace.Testing.Tests.Functions;

/// <summary>State of every kind, with text, that expires, against managed collections.</summary>
public class StateTests(ITestOutputHelper log)
{
    private const int Cases = 1_000;

    [Fact]
    public void State_is_what_was_written_until_it_expires_and_then_nothing_is_left()
    {
        long told = 0, rows = 0, crashes = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            long timeToLiveUs = (long)Math.Pow(10, random.Next(1, 7));
            bool renewOnRead = random.NextBool();
            using var test = OperatorTest.For(new FadingMemory(Duration.FromMicroseconds(timeToLiveUs), renewOnRead), keyBy: row => row.Key);
            var models = new Dictionary<string, MemoryModel>();
            int keys = random.Next(1, 20);
            for (int step = random.Next(1, 30); step > 0; step--)
            {
                var batch = Enumerable.Range(0, random.Next(1, 30)).Select(_ => (Row: Row(random, keys), Time: new Timestamp(0))).ToArray();
                var expected = new List<(string Key, string Text)>();
                foreach (var (row, _) in batch)
                {
                    string key = row.Key.ToString();
                    if (!models.TryGetValue(key, out var model)) models.Add(key, model = new MemoryModel(timeToLiveUs, renewOnRead));
                    expected.AddRange(model.Apply(row.Command, row.Field, row.Entry, row.Text.ToString(), row.Number, test.Now.Microseconds).Select(text => (key, text)));
                }
                rows += batch.Length;
                // Together, or one by one: text that is replaced must outlive the rows made of it.
                if (random.NextBool()) test.Process(batch);
                else foreach (var (row, _) in batch) test.Process(in row);
                told += expected.Count;
                // The entries of a map come in no order.
                expected.Sort();
                List<(string Key, string Text)> actual = [.. test.Output.Take().Select(memory => (memory.Key.ToString(), memory.Text.ToString())).Order()];
                if (!expected.SequenceEqual(actual)) Assert.Equal(expected, actual);
                if (random.NextBool()) test.Advance(Duration.FromMicroseconds(random.NextInt64(timeToLiveUs)));
                if (random.Next(4) > 0) continue;
                // What comes after the snapshot is undone by the crash.
                test.Snapshot();
                foreach (var (row, _) in batch) test.Process(in row);
                test.Crash();
                crashes++;
            }
            test.Advance(Duration.FromMicroseconds(2 * timeToLiveUs));
            CleanUp(test, keys);
        }
        log.WriteLine($"{Cases} cases, {rows} rows, {told} texts read, {crashes} crashes");
    }

    [Fact]
    public void What_has_expired_is_cleaned_up_a_few_keys_at_a_time()
    {
        using var test = OperatorTest.For(new FadingMemory(Duration.Seconds(1), false), keyBy: row => row.Key);
        for (int i = 0; i < 10_000; i++) test.Process(new MemoryRow($"a key with a long name {i}", MemoryCommand.Write, (MemoryField)(i % 5), i, $"a text that is not inline {i}", i));
        Assert.Equal(10_000, test.Keys);
        Assert.True(test.StateBytes > 10_000 * 20);
        test.Advance(Duration.Seconds(2));
        Assert.Equal(10_000, test.Keys);
        CleanUp(test, 10_000);
    }

    [Fact]
    public void A_key_of_which_nothing_is_left_is_forgotten_at_once()
    {
        using var test = OperatorTest.For(new Kept(), keyBy: row => row.Key);
        foreach (var field in Enum.GetValues<MemoryField>())
        {
            for (int i = 0; i < 100; i++) test.Process(new MemoryRow($"a key with a long name {i}", MemoryCommand.Write, field, 1, "a text that is not inline", 1));
            Assert.Equal(100, test.Tested.Entries);
            for (int i = 0; i < 100; i++) test.Process(new MemoryRow($"a key with a long name {i}", MemoryCommand.Clear, field, 1, default, 1));
            Assert.Equal((0L, 0L), (test.Tested.Entries, test.StateBytes));
        }
    }

    [Fact]
    public void Text_of_state_can_be_replaced_and_cleared_and_sent_on_in_the_same_call()
    {
        using var test = OperatorTest.For(new Juggler(), keyBy: row => row.Key);
        string huge = new('x', 500_000);
        foreach (string text in new[] { "short", "a text that is not inline", huge })
        {
            test.Process(
                (new MemoryRow("a key that is long enough", MemoryCommand.Write, default, 0, text, 0), default),
                (new MemoryRow("a key that is long enough", MemoryCommand.Write, default, 0, "the next one, also long", 0), default),
                (new MemoryRow("a key that is long enough", MemoryCommand.Clear, default, 0, default, 0), default));
            Assert.Equal(["", text, text + "!", "the next one, also long", "the next one, also long!"], test.Output.Take().Select(memory => memory.Text.ToString()));
            Assert.Equal((0L, 0L), (test.Keys, test.StateBytes));
        }
    }

    [Theory]
    [InlineData(MemoryField.Value)]
    [InlineData(MemoryField.List)]
    [InlineData(MemoryField.Map)]
    [InlineData(MemoryField.Reducing)]
    [InlineData(MemoryField.Aggregating)]
    public void State_allocates_no_managed_memory(MemoryField field)
    {
        using var test = OperatorTest.For(new Kept(), keyBy: row => row.Key);
        var write = new MemoryRow("a key with a long name", MemoryCommand.Write, field, 3, "a text that is not inline", 1);
        var clear = write with { Command = MemoryCommand.Clear };
        test.AssertAllocatesNothing(() =>
        {
            for (int i = 0; i < 5; i++) test.Process(in write);
            test.Process(in clear);
        });
        Assert.Empty(test.Output);
    }

    [Fact]
    public void Timers_and_expiry_allocate_no_managed_memory()
    {
        using var alarms = OperatorTest.For(new EventAlarms(), keyBy: row => row.Key);
        var set = new AlarmRow("a key with a long name", AlarmCommand.Set, 1, default, 0, 0);
        long time = 0;
        alarms.AssertAllocatesNothing(() =>
        {
            time += 1_000_000;
            alarms.Process(set with { At = new Timestamp(time) });
            alarms.Watermark(new Timestamp(time));
        });

        using var memory = OperatorTest.For(new FadingMemory(Duration.Seconds(1), true), keyBy: row => row.Key);
        var write = new MemoryRow("a key with a long name", MemoryCommand.Write, MemoryField.Value, 3, "a text that is not inline", 1);
        memory.AssertAllocatesNothing(() =>
        {
            memory.Process(in write);
            memory.Process(write with { Command = MemoryCommand.Read });
            memory.Advance(Duration.Seconds(1));
        });
    }

    private static MemoryRow Row(Random random, int keys)
    {
        int key = random.Next(keys);
        var command = random.Next(10) switch { < 5 => MemoryCommand.Write, < 8 => MemoryCommand.Read, 8 => MemoryCommand.Remove, _ => MemoryCommand.Clear };
        string text = random.Next(60) switch { 0 => new string('y', 5_000 + random.Next(9)), < 30 => $"a text that is not inline {random.Next(1_000_000)}", _ => $"t{random.Next(9)}" };
        return new MemoryRow(key % 2 == 0 ? $"k{key}" : $"a key that is too long to be inline {key}", command, (MemoryField)random.Next(5), random.Next(8), text, random.Next(100));
    }

    private static void CleanUp(KeyedOperatorTest<MemoryRow, Utf8String, Memory> test, int keys)
    {
        // Each batch of rows cleans up some keys.
        for (int i = 0; i < 2 + 2 * keys / 256; i++) test.Process(new MemoryRow("-", MemoryCommand.Nothing, default, 0, default, 0));
        Assert.Equal((0L, 0L, 0L), (test.Keys, test.Tested.Entries, test.StateBytes));
    }
}
