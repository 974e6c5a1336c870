using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

/// <summary>What accumulators keep in the heap, as bytes: also bytes that are not what was written.</summary>
public sealed class SlotSnapshotTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly StateHeap _heap;

    public SlotSnapshotTests() => _heap = new StateHeap(_budget.CreateAccount("state", 32 << 20));

    public void Dispose()
    {
        _heap.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void A_fold_that_cannot_merge_is_read()
    {
        var fold = default(Joined);
        AggregateSlot<Utf8String, Utf8StringRecord> slot = default, read = default;
        foreach (string text in new[] { "one that is longer than inline", "two" })
        {
            Utf8String value = text;
            slot.Add<Utf8String, Utf8String, Joined>(ref fold, in value, _heap);
        }
        read.Merge<Utf8String, Utf8String, Joined>(ref fold, in slot, _heap);
        slot.Release(_heap);
        Assert.Equal("start, one that is longer than inline, two", read.Result<Utf8String, Utf8String, Joined>(ref fold).ToString());
        read.Release(_heap);
        Assert.Equal(0, _heap.AllocatedBytes);
        ScratchArena.Current.Reset();
    }

    [Fact]
    public void Bytes_that_are_no_accumulator_are_refused_or_read_as_another_one()
    {
        var function = default(EveryFunction);
        Every acc = default;
        foreach (var row in Reading.Random(1, 40, 1, stepUs: 5, disorderUs: 100)) function.Add(ref acc, in row, row.Time, _heap);
        var writer = new SnapshotWriter();
        writer.WriteRow<Every, Every>(in acc);
        byte[] good = writer.ToArray();
        Assert.Equal(function.Result("s", default, in acc), Read(good));
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bad = [.. good];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int at = random.Next(bad.Length);
                bad[at] = (byte)(random.Next(3) == 0 ? random.Next(256) : bad[at] ^ (1 << random.Next(8)));
            }
            try
            {
                Read(bad);
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException or ArgumentException)
            {
                refused++;
            }
            ScratchArena.Current.Reset();
        }
        Assert.InRange(refused, 100, 3_999);
        function.Release(ref acc, _heap);
        Assert.Equal(0, _heap.AllocatedBytes);

        string Read(byte[] bytes)
        {
            Every copy = default;
            using var heap = new StateHeap(_heap.Account);
            var reader = new SnapshotReader(bytes);
            var found = reader.ReadRow<Every, Every>();
            function.Merge(ref copy, in found, heap);
            string result = function.Result("s", default, in copy);
            // The row's text lies in the reader.
            GC.KeepAlive(reader);
            return result;
        }
    }

    private readonly struct Joined : IAggregate<Utf8String, Utf8String, Utf8String>
    {
        public Utf8String Create() => "start";
        public void Add(ref Utf8String acc, in Utf8String value) => acc = $"{acc}, {value}";
        public void Merge(ref Utf8String acc, in Utf8String other) => throw new NotSupportedException();
        public Utf8String Result(in Utf8String acc) => acc;
    }
}
