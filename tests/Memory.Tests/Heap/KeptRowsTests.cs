using Millrace.Memory.Tests.Rows;

namespace Millrace.Memory.Tests.Heap;

public sealed class KeptRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Kept_rows_outlive_their_source_and_replacing_them_leaks_nothing(int seed)
    {
        using var budget = new MemoryBudget(4 << 20);
        using MemoryAccount account = budget.CreateAccount("state", 4 << 20);
        using var heap = new StateHeap(account);
        using var arena = new ScratchArena();
        using var scope = arena.Enter();
        var random = new Random(seed);
        var kept = new Team[20];
        int[] seeds = new int[20];
        for (int i = 0; i < 20; i++) kept[i] = heap.Keep<Team, Team>(RandomRows.Team(new Random(0)));
        for (int round = 0; round < 5_000; round++)
        {
            int i = random.Next(20);
            heap.Replace<Team, Team>(ref kept[i], RandomRows.Team(new Random(seeds[i] = random.Next())));
            arena.Reset();
        }
        for (int i = 0; i < 20; i++) Assert.Equal(RandomRows.Team(new Random(seeds[i])), kept[i]);
        foreach (ref Team row in kept.AsSpan()) heap.Release<Team, Team>(in row);
        Assert.Equal(0, heap.AllocatedBytes);
        // Twenty rows of at most 500 bytes: the heap went on using what was freed.
        Assert.InRange(heap.RentedBytes, 1, 128 * 1024);
    }

    [Fact]
    public void A_row_may_be_replaced_by_one_that_shares_its_text()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("state", 1 << 20);
        using var heap = new StateHeap(account);
        Person kept = heap.Keep<Person, Person>(new Person("a name of more than twelve bytes", 1, "a city of some length too"));
        for (int i = 0; i < 1_000; i++) heap.Replace<Person, Person>(ref kept, kept with { Age = i });
        Assert.Equal(new Person("a name of more than twelve bytes", 999, "a city of some length too"), kept);
        heap.Release<Person, Person>(in kept);
        Assert.Equal(0, heap.AllocatedBytes);
    }

    [Fact]
    public void A_full_account_leaves_the_kept_row_as_it_was()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("state", 256);
        using var heap = new StateHeap(account);
        Person kept = heap.Keep<Person, Person>(new Person(new string('a', 100), 1, ""));
        Assert.Throws<MemoryExhaustedException>(() => heap.Replace<Person, Person>(ref kept, new Person(new string('b', 300), 2, "")));
        Assert.Equal(new Person(new string('a', 100), 1, ""), kept);
    }

    [Fact]
    public void Keeping_and_replacing_allocate_nothing_once_warm()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("state", 1 << 20);
        using var heap = new StateHeap(account);
        Person kept = default;
        Person[] rows = [new("a name of more than twelve bytes", 1, ""), new("", 2, "a city with a rather long name, too"), new("x", 3, "y")];
        long before = 0;
        for (int i = 0; i < 2_000; i++)
        {
            if (i == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            heap.Replace<Person, Person>(ref kept, in rows[i % 3]);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
