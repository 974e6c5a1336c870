namespace Millrace.Memory.Tests.Rows;

public sealed unsafe class RowWriterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rows_outlive_the_arena_that_their_text_came_from(int seed)
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        using var arena = new ScratchArena();
        Segment segment = account.Rent();
        int count = 0;
        var random = new Random(seed);
        using (arena.Enter())
        {
            var writer = new RowWriter(segment);
            while (writer.TryAppend<Team, Team>(RandomRows.Team(random))) count++;
            arena.Reset();
        }
        Assert.InRange(count, 100, Segment.StandardBytes / sizeof(Team));
        Assert.Equal(count, segment.RowCount);

        random = new Random(seed);
        foreach (ref readonly Team row in new RowReader<Team>(segment)) Assert.Equal(RandomRows.Team(random), row);
        account.Return(segment);
        budget.AssertNothingOutstanding();
    }

    [Fact]
    public void A_row_that_does_not_fit_leaves_the_segment_as_it_was()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        Segment segment = account.Rent(256);
        var writer = new RowWriter(segment);
        Assert.True(writer.TryAppend<Person, Person>(new Person(new string('a', 100), 1, "b")));
        Assert.False(writer.TryAppend<Person, Person>(new Person(new string('c', 100), 2, "d")));
        Assert.Equal(1, segment.RowCount);
        Assert.True(writer.TryAppend<Person, Person>(new Person("e", 3, new string('f', 20))));
        Assert.Equal(new string('a', 100), segment.Rows<Person>()[0].Name.ToString());
        account.Return(segment);
    }

    [Fact]
    public void A_long_row_gets_a_block_of_its_own()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        var row = new Person(new string('x', 100_000), 7, "here");
        Assert.True(RowWriter.TryRentFor<Person, Person>(account, in row, Segment.StandardBytes, out Segment segment));
        Assert.Equal(128 * 1024, segment.SizeBytes);
        Assert.True(new RowWriter(segment).TryAppend<Person, Person>(in row));
        Assert.Equal(row, segment.Rows<Person>()[0]);
        account.Return(segment);
    }

    [Fact]
    public void A_row_beyond_the_limit_is_an_error_that_names_its_type_and_size()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        using var arena = new ScratchArena();
        using var scope = arena.Enter();
        var row = new Person(new byte[Segment.MaxRowBytes].AsSpan(), 7, "here");
        var error = Assert.Throws<RowTooLongException>(() => RowWriter.TryRentFor<Person, Person>(account, in row, Segment.StandardBytes, out _));
        Assert.Contains("Person", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_keeps_its_place()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        Segment segment = account.Rent();
        for (int i = 0; i < 10; i++) new RowWriter(segment).TryAppend<int, IntRecord>(i);
        var reader = new RowReader<int>(segment);
        Assert.True(reader.MoveNext());
        Assert.Equal(0, reader.Current);
        Assert.Equal([1, 2, 3], reader.Take(3).ToArray());
        Assert.Equal(6, reader.Remaining);
        Assert.Equal([4, 5, 6, 7, 8, 9], reader.Take(100).ToArray());
        Assert.False(reader.MoveNext());
        account.Return(segment);
    }
}
