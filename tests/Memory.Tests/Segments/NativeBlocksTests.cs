namespace Millrace.Memory.Tests.Segments;

/// <summary>Memory of which the process keeps the addresses.</summary>
public sealed unsafe class NativeBlocksTests
{
    [Fact]
    public void Blocks_do_not_overlap_and_are_aligned()
    {
        var random = new Random(5);
        List<(nint Address, int Size, byte Mark)> blocks = [];
        for (int step = 0; step < 2_000; step++)
        {
            if (blocks.Count > 0 && (random.Next(3) == 0 || blocks.Sum(block => (long)block.Size) > 64 << 20))
            {
                int i = random.Next(blocks.Count);
                var (address, size, mark) = blocks[i];
                Assert.Equal(-1, new Span<byte>((void*)address, size).IndexOfAnyExcept(mark));
                NativeBlocks.Return((void*)address, size);
                blocks.RemoveAt(i);
                continue;
            }
            int sizeBytes = random.Next(50) == 0 ? random.Next(8 << 20) : random.Next(100_000);
            byte* block = NativeBlocks.Rent(sizeBytes);
            Assert.Equal(0, (nint)block % (sizeBytes >= 2 << 20 ? 2 << 20 : Environment.SystemPageSize));
            var fresh = (Address: (nint)block, Size: sizeBytes, Mark: (byte)step);
            new Span<byte>(block, sizeBytes).Fill(fresh.Mark);
            blocks.Add(fresh);
        }
        foreach (var (address, size, _) in blocks) NativeBlocks.Return((void*)address, size);
    }

    [Fact]
    public void What_was_given_back_can_be_read()
    {
        long warm = NativeBlocks.WarmBytes;
        // All pages go back to the system.
        NativeBlocks.WarmBytes = 0;
        try
        {
            List<(nint Address, int Size)> blocks = [];
            for (int i = 0; i < 40; i++)
            {
                int size = 1 << (20 + i % 3);
                byte* block = NativeBlocks.Rent(size);
                new Span<byte>(block, size).Fill(1);
                blocks.Add(((nint)block, size));
            }
            foreach (var (address, size) in blocks) NativeBlocks.Return((void*)address, size);
            foreach (var (address, size) in blocks) _ = new ReadOnlySpan<byte>((void*)address, size).Count((byte)1);
        }
        finally
        {
            NativeBlocks.WarmBytes = warm;
        }
    }

    [Fact]
    public void Addresses_are_used_again()
    {
        HashSet<nint> addresses = [];
        for (int i = 0; i < 1_000; i++)
        {
            byte* block = NativeBlocks.Rent(5_555_555);
            addresses.Add((nint)block);
            NativeBlocks.Return(block, 5_555_555);
        }
        // Other tests may have taken one meanwhile.
        Assert.InRange(addresses.Count, 1, 20);
    }

    [Fact]
    public void Text_of_a_budget_that_is_gone_is_an_error_and_no_crash()
    {
        const string Text = "a text that is not inline";
        List<Utf8String> kept = [];
        for (int round = 0; round < 4; round++)
        {
            using var budget = new MemoryBudget(64 << 20);
            using var account = budget.CreateAccount("state", 64 << 20);
            List<Segment> segments = [];
            for (int i = 0; i < 1_000; i++)
            {
                var segment = account.Rent(Segment.StandardBytes);
                segments.Add(segment);
                Text.Select(character => (byte)character).ToArray().CopyTo(new Span<byte>(segment.Address, Text.Length));
                kept.Add(Utf8String.At(segment.Address, Text.Length));
            }
            foreach (var segment in segments) account.Return(segment);
        }
        // What the text was, or an error; never other text.
        foreach (var text in kept)
        {
            try
            {
                Assert.Equal(Text, text.ToString());
            }
            catch (InvalidOperationException error)
            {
                Assert.Contains("past its life", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_buffer_has_room_for_vectors_behind_its_end()
    {
        using var buffer = new NativeBuffer(1000);
        Assert.Equal(1000, buffer.Span.Length);
        new Span<byte>((byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref buffer.Origin), buffer.SizeBytes + NativeBuffer.PaddingBytes).Clear();
    }
}
