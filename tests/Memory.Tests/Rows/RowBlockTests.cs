using System.Runtime.InteropServices;

namespace Millrace.Memory.Tests.Rows;

public sealed unsafe class RowBlockTests : IDisposable
{
    private readonly MemoryBudget _budget = new(8 << 20);
    private readonly MemoryAccount _account;

    public RowBlockTests() => _account = _budget.CreateAccount("blocks", 8 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _account.Dispose();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_block_survives_the_end_of_its_segment(int seed)
    {
        byte[] block = RandomBlock(seed, 50);
        Segment arrived = RowBlock.Read<Team, Team>(block, _account);
        var random = new Random(seed);
        Assert.Equal(50, arrived.RowCount);
        Assert.Equal(5, arrived.Kind);
        foreach (ref readonly Team row in arrived.Rows<Team>())
        {
            Assert.Equal(RandomRows.Team(random), row);
            // Lists are aligned for whatever their elements are.
            Assert.Equal(0, (long)row.Members.Elements % 8);
        }
        _account.Return(arrived);
    }

    [Fact]
    public void An_arrived_segment_takes_more_rows()
    {
        Segment arrived = RowBlock.Read<Team, Team>(RandomBlock(1, 3), _account);
        var random = new Random(9);
        while (new RowWriter(arrived).TryAppend<Team, Team>(RandomRows.Team(random))) { }
        random = new Random(1);
        for (int i = 0; i < 3; i++) Assert.Equal(RandomRows.Team(random), arrived.Rows<Team>()[i]);
        _account.Return(arrived);
    }

    [Fact]
    public void Equal_rows_make_equal_blocks_whatever_lay_in_the_padding()
    {
        byte[] Write(byte garbage)
        {
            Team row = new(1, default, default, default);
            MemoryMarshal.AsBytes(new Span<Team>(ref row))[1..8].Fill(garbage);
            Segment segment = _account.Rent();
            new RowWriter(segment).TryAppend<Team, Team>(in row);
            byte[] block = new byte[RowBlock.BytesFor<Team>(segment)];
            RowBlock.Write<Team, Team>(segment, block);
            _account.Return(segment);
            return block;
        }
        // Behind the header, which holds the base address of text that is not there.
        Assert.Equal(Write(0x11)[RowBlockHeader.SizeBytes..], Write(0x77)[RowBlockHeader.SizeBytes..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_block_is_an_error_or_stays_inside_itself(int seed)
    {
        var random = new Random(seed);
        byte[] block = Block<Person>(5, () => RandomRows.Person(random));
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] damaged = (byte[])block.Clone();
            // In the header and the rows, where lengths and addresses are.
            for (int i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(RowBlockHeader.SizeBytes + 5 * sizeof(Person))] ^= (byte)(1 << random.Next(8));
            try
            {
                Segment arrived = RowBlock.Read<Person, Person>(damaged, _account);
                foreach (ref readonly Person row in arrived.Rows<Person>())
                {
                    AssertInside(arrived, row.Name);
                    AssertInside(arrived, row.City);
                }
                _account.Return(arrived);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 3_000);
    }

    [Fact]
    public void A_list_that_points_outside_its_block_is_an_error()
    {
        byte[] block = Block<Team>(1, () => new Team(1, default, default, [1, 2, 3]));
        // The list is the last field: its count, then its address.
        ref long count = ref MemoryMarshal.AsRef<long>(block.AsSpan(RowBlockHeader.SizeBytes + sizeof(Team) - 16));
        foreach (long wrong in new long[] { 7, -1, int.MaxValue, 1L << 32, long.MinValue })
        {
            count = wrong;
            Assert.Throws<InvalidDataException>(() => RowBlock.Read<Team, Team>(block, _account));
        }
    }

    [Fact]
    public void A_truncated_block_is_an_error()
    {
        byte[] block = RandomBlock(1, 5);
        for (int length = 0; length < block.Length; length += 7)
        {
            byte[] part = block[..length];
            Assert.Throws<InvalidDataException>(() => RowBlock.Read<Team, Team>(part, _account));
        }
    }

    [Fact]
    public void A_block_of_other_rows_is_refused() =>
        Assert.Contains("another record type", Assert.Throws<InvalidDataException>(() => RowBlock.Read<Person, Person>(RandomBlock(1, 5), _account)).Message, StringComparison.Ordinal);

    [Fact]
    public void Lists_that_lie_over_each_other_are_an_error()
    {
        Utf8String name = "a name of more than twelve bytes";
        byte[] block = Block<Team>(2, () => new Team(1, [new Person(name, 1, "x"), new Person("y", 2, name)], default, default));
        ref long first = ref MemoryMarshal.AsRef<long>(block.AsSpan(RowBlockHeader.SizeBytes + 16));
        ref long second = ref MemoryMarshal.AsRef<long>(block.AsSpan(RowBlockHeader.SizeBytes + sizeof(Team) + 16));
        Assert.Equal(2, Read());
        long right = second;
        // One element earlier or later than the other list: rebasing one would overwrite what was checked in the other.
        foreach (long shift in new long[] { 0, 8, sizeof(Person), -8 })
        {
            second = first + shift;
            Assert.Throws<InvalidDataException>(() => Read());
        }
        second = right;
        Assert.Equal(2, Read());

        int Read()
        {
            Segment arrived = RowBlock.Read<Team, Team>(block, _account);
            int rows = arrived.RowCount;
            _account.Return(arrived);
            return rows;
        }
    }

    [Fact]
    public void Rows_and_blocks_allocate_nothing_once_warm()
    {
        using var arena = new ScratchArena();
        using var scope = arena.Enter();
        byte[] block = new byte[64 * 1024];
        // Not a collection expression of constants: unoptimised code allocates to find them.
        int[] scores = [1, 2, 3];
        long before = 0;
        for (int round = 0; round < 100; round++)
        {
            if (round == 50) before = GC.GetAllocatedBytesForCurrentThread();
            Segment segment = _account.Rent();
            Utf8String name = "a name of more than twelve bytes";
            while (new RowWriter(segment).TryAppend<Team, Team>(new Team(1, [new Person(name, 1, name)], "badge"u8, RecordList.Create<int>(scores)))) { }
            int length = RowBlock.Write<Team, Team>(segment, block);
            Segment arrived = RowBlock.Read<Team, Team>(block.AsSpan(0, length), _account);
            _account.Return(segment);
            _account.Return(arrived);
            arena.Reset();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private byte[] RandomBlock(int seed, int rows)
    {
        var random = new Random(seed);
        return Block<Team>(rows, () => RandomRows.Team(random));
    }

    private byte[] Block<T>(int rows, Func<T> next) where T : unmanaged, IRecord<T>
    {
        Segment segment = _account.Rent(rows * 1024);
        for (int i = 0; i < rows; i++)
        {
            T row = next();
            Assert.True(new RowWriter(segment).TryAppend<T, T>(in row));
        }
        segment.Kind = 5;
        byte[] block = new byte[RowBlock.BytesFor<T>(segment)];
        Assert.Equal(block.Length, RowBlock.Write<T, T>(segment, block));
        new Span<byte>(segment.Address, segment.SizeBytes).Clear();
        _account.Return(segment);
        return block;
    }

    private static void AssertInside(Segment segment, Utf8String text)
    {
        if (text.IsInline) return;
        fixed (byte* at = text.Span)
            Assert.True(at >= segment.Address + segment.TextStart && at + text.Length <= segment.Address + segment.SizeBytes);
    }
}
