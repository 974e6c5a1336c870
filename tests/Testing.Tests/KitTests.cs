using Millrace.Memory;

namespace Millrace.Testing.Tests;

[Record]
public readonly partial record struct Note(Utf8String Key, Utf8String Text, RecordList<Utf8String> Words)
{
    public Utf8String? Also { get; init; }

    public Binary? Bytes { get; init; }
}

/// <summary>Keeps text where it must not, to show that it is noticed; sends on what it was given otherwise.</summary>
[Operator]
public partial struct Forgetful : IProcessFunction<Note, Note>
{
    public static readonly SideOutput<(int Length, Utf8String Text)> Before = new("before");

    private Utf8String _before;

    public void Process(in Note row, ProcessContext<Note> context)
    {
        context.Output(Before, (row.Text.Length, _before));
        context.Collect(row);
#pragma warning disable MR1111 // The mistake that the kit has to show.
        _before = row.Text;
#pragma warning restore MR1111
    }
}

[Operator]
public partial struct Fails : IKeyedProcessFunction<Note, Utf8String, int>, IOperatorLifecycle
{
    [State] private ValueState<int> _count;

    public void Open(OperatorContext context) => _count.Value = 1;

    public void Process(in Note row, KeyedContext<Utf8String, int> context) => _count.Value++;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}

[Operator]
public partial struct Counts : IKeyedProcessFunction<Note, (Utf8String Key, int Length), int>
{
    [State] private ValueState<int> _count;

    internal readonly int Count => _count.Value;

    public void Process(in Note row, KeyedContext<(Utf8String Key, int Length), int> context)
    {
        _count.Value++;
        context.Collect(_count.Value.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
    }
}

public class KitTests
{
    private const string Long = "a text that is not inline";

    [Fact]
    public void Output_can_be_read_for_ever()
    {
        TestOutput<Note> output;
        using (var test = OperatorTest.For(new Forgetful()))
        {
            output = test.Output;
            for (int i = 0; i < 1_000; i++) test.Process(new Note($"{Long} {i}", Long, RecordList.Create<Utf8String>([$"{Long} 1", "two"])) { Also = i % 2 == 0 ? (Utf8String?)null : (Utf8String)$"{Long} too {i}", Bytes = Binary.Copy(new byte[30]) });
        }
        Assert.Equal(1_000, output.Count);
        Assert.Equal($"{Long} 999", output[999].Key.ToString());
        Assert.Equal($"{Long} too 999", output[999].Also.ToString());
        Assert.Null(output[998].Also);
        Assert.Equal(new byte[30], output[998].Bytes!.Value.ToArray());
        Assert.Equal([$"{Long} 1", "two"], output[7].Words.ToArray().Select(word => word.ToString()));
    }

    [Fact]
    public void Text_kept_beyond_its_call_is_overwritten()
    {
        using var test = OperatorTest.For(new Forgetful());
        test.Process(new Note("k", Long, default));
        test.Process(new Note("k", "b", default));
        test.Process(new Note("k", "c", default));
        // Short text is in the row itself.
        var before = test.Side(Forgetful.Before);
        Assert.Equal([(Long.Length, 0), (1, Long.Length), (1, 1)], before.Select(side => (side.Length, side.Text.Length)));
        Assert.Equal(new string('#', Long.Length), System.Text.Encoding.UTF8.GetString(before[1].Text.Span));
        Assert.Equal("b", before[2].Text.ToString());
    }

    [Fact]
    public void State_is_read_through_the_function()
    {
        using var test = OperatorTest.For(new Counts(), keyBy: note => (note.Key, note.Text.Length));
        test.Process(new Note(Long, "b", default));
        test.Process(new Note(Long, "c", default));
        Assert.Equal(2, test.Read((Long, 1), (Counts counts) => counts.Count));
        Assert.Equal(0, test.Read((Long, 2), (Counts counts) => counts.Count));
        Assert.Equal(1, test.Keys);
    }

    [Fact]
    public void What_a_test_gets_wrong_is_said()
    {
        using var test = OperatorTest.For(new Counts(), keyBy: note => (note.Key, note.Text.Length));
        test.Watermark(new Timestamp(5));
        Assert.Contains("never goes back", Assert.Throws<ArgumentException>(() => test.Watermark(new Timestamp(5))).Message, StringComparison.Ordinal);
        Assert.Contains("never goes back", Assert.Throws<ArgumentException>(() => test.AdvanceTo(new Timestamp(5))).Message, StringComparison.Ordinal);
        Assert.Contains("declares no side output 'before'", Assert.Throws<ArgumentException>(() => test.Side(Forgetful.Before)).Message, StringComparison.Ordinal);
        Assert.Contains("allocates", Assert.Throws<TestFailedException>(() => test.AssertAllocatesNothing(() => test.Process(new Note("a", new string('c', 30), default)))).Message, StringComparison.Ordinal);
        test.End();
        Assert.Contains("ended", Assert.Throws<InvalidOperationException>(() => test.Process(default)).Message, StringComparison.Ordinal);
        Assert.Contains("not in a constructor, Open or Close", Assert.Throws<InvalidOperationException>(() => OperatorTest.For(new Fails(), keyBy: note => note.Key)).Message, StringComparison.Ordinal);
        Assert.Contains("marked [Operator]", Assert.Throws<ArgumentException>(() => OperatorTest.For(new Unmarked())).Message, StringComparison.Ordinal);
    }

    private struct Unmarked : IProcessFunction<Note, Note>
    {
        public readonly void Process(in Note row, ProcessContext<Note> context) { }
    }
}
