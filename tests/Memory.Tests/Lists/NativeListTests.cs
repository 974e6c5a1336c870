using Millrace.Memory.Tests.Rows;

namespace Millrace.Memory.Tests.Lists;

public sealed class NativeListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_changes_agree_with_a_managed_list(int seed)
    {
        using var budget = new MemoryBudget(8 << 20);
        using MemoryAccount account = budget.CreateAccount("list", 8 << 20);
        using var list = new NativeList<(int Key, long Value, byte Small)>(account);
        var reference = new List<(int, long, byte)>();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            for (int i = random.Next(1_500); i > 0; i--)
            {
                (int, long, byte) element = (random.Next(), random.NextInt64(), (byte)i);
                list.Add(element);
                reference.Add(element);
            }
            if (reference.Count > 0)
            {
                int at = random.Next(reference.Count);
                list[at].Value = 42;
                reference[at] = (reference[at].Item1, 42, reference[at].Item3);
            }
            if (random.Next(5) == 0)
            {
                int count = random.Next(reference.Count + 1);
                list.Truncate(count);
                reference.RemoveRange(count, reference.Count - count);
            }
            Assert.Equal(reference.Count, list.Count);
        }
        for (int i = 0; i < reference.Count; i++) Assert.Equal(reference[i], list[i]);
        var paged = new List<(int, long, byte)>();
        for (int i = 0; i < list.PageCount; i++) paged.AddRange(list.Page(i).ToArray());
        Assert.Equal(reference, paged);
        Assert.Equal(list.RentedBytes, account.UsedBytes);
        list.Clear();
        Assert.Equal(0, list.Count);
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void A_short_list_takes_little_memory()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("list", 1 << 20);
        using var list = new NativeList<int>(account);
        Assert.Equal(0, account.UsedBytes);
        for (int i = 0; i < 64; i++) list.Add(i);
        Assert.Equal(256, account.UsedBytes);
        list.Add(list[63]);
        Assert.Equal(63, list[64]);
        Assert.Equal(512, account.UsedBytes);
    }

    [Fact]
    public void Growth_leaves_a_list_as_it_was_when_the_account_is_used_up()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("list of hourly-delay", 1024);
        using var list = new NativeList<Person>(account);
        var error = Assert.Throws<MemoryExhaustedException>(() => { for (int i = 0; i < 100; i++) list.Add(new Person("a", i, "b")); });
        Assert.Equal("list of hourly-delay", error.AccountName);
        for (int i = 0; i < list.Count; i++) Assert.Equal(i, list[i].Age);
    }

    [Fact]
    public void Filling_and_clearing_allocate_nothing_once_warm()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("list", 1 << 20);
        using var list = new NativeList<long>(account);
        long before = 0;
        for (int round = 0; round < 20; round++)
        {
            if (round == 10) before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 30_000; i++) list.Add(i);
            list.Clear();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_position_outside_is_an_error()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("list", 1 << 20);
        using var list = new NativeList<int>(account);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = list[0]; });
        list.Add(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = list[1]; });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = list[-1]; });
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Truncate(2));
    }
}
