namespace Millrace.Memory.Tests.Text;

public sealed class ScratchArenaTests
{
    [Fact]
    public void Text_made_before_a_step_survives_the_steps_of_the_same_thread()
    {
        Utf8String before = "text made by the thread that later runs a step";
        using (var arena = new ScratchArena())
        using (arena.Enter())
        {
            Utf8String inside = "text made inside the step, in its own arena";
            Assert.Equal("text made inside the step, in its own arena", inside.ToString());
            arena.Reset();
        }
        Assert.Equal("text made by the thread that later runs a step", before.ToString());
    }

    [Fact]
    public unsafe void A_step_with_very_much_text_does_not_keep_its_memory()
    {
        using var arena = new ScratchArena();
        byte* first = arena.Allocate(10);
        for (int i = 0; i < 100; i++) new Span<byte>(arena.Allocate(100_000), 100_000).Clear();
        arena.Reset();
        Assert.True(first == arena.Allocate(10));
        Assert.Equal(0, (long)arena.AllocateAligned(8) % 8);
    }

#if DEBUG
    [Fact]
    public void Text_read_after_its_step_is_poison()
    {
        using var arena = new ScratchArena();
        using var scope = arena.Enter();
        Utf8String text = "text that somebody kept too long";
        arena.Reset();
        Assert.Equal(-1, text.Span.IndexOfAnyExcept(Segment.PoisonByte));
    }
#endif
}
