namespace Millrace.Memory.Tests.Text;

/// <summary>What becomes of text that is kept too long.</summary>
public sealed class TextLifeTests
{
    [Fact]
    public void Text_whose_memory_has_been_used_again_is_not_read_as_other_text()
    {
        using var arena = new ScratchArena();
        Utf8String kept;
        Binary bytes;
        using (arena.Enter())
        {
            kept = "a text that is not inline";
            bytes = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
        }
        arena.Reset();
        using (arena.Enter())
        {
            Utf8String later = "another text, which takes the place of the first and of the bytes";
            Assert.Equal(65, later.Length);
        }
        char[] characters = new char[100];
        byte[] utf8 = new byte[100];
        AssertOutlived(() => kept.ToString());
        AssertOutlived(() => (object)kept.GetHashCode());
        AssertOutlived(() => (object)kept.TryFormat(characters, out _, default, null));
        AssertOutlived(() => (object)kept.TryFormat(utf8, out _, default, null));
        AssertOutlived(() => new Dictionary<Utf8String, int> { [kept] = 1 });
        AssertOutlived(() => bytes.ToString());
        AssertOutlived(() => bytes.ToArray());
    }

    [Fact]
    public void Short_text_never_dies()
    {
        Utf8String kept;
        using (var arena = new ScratchArena())
        {
            using var scope = arena.Enter();
            kept = "twelve bytes";
        }
        Assert.Equal("twelve bytes", kept.ToString());
    }

    [Fact]
    public void A_row_that_is_lent_is_a_copy_until_it_is_taken_back()
    {
        using var lender = new LentRow();
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++)
        {
            var row = Rows.RandomRows.Team(random);
            var lent = lender.Lend<Rows.Team, Rows.Team>(in row);
            Assert.Equal(row, lent);
            lender.TakeBack();
            if (!lent.Badge.IsInline) AssertOutlived(() => lent.Badge.ToString());
            // What lists held is zero, so that nothing in it points anywhere.
            foreach (ref readonly var member in lent.Members.Span) Assert.Equal(default, member);
        }
    }

    [Fact]
    public void Types_that_hold_text_are_known()
    {
        Assert.True(TextHolders.Contain<Utf8String>());
        Assert.True(TextHolders.Contain<Utf8String?>());
        Assert.True(TextHolders.Contain<Binary>());
        Assert.True(TextHolders.Contain<RecordList<int>>());
        Assert.True(TextHolders.Contain<(int, (int, Binary))>());
        Assert.False(TextHolders.Contain<int>());
        Assert.False(TextHolders.Contain<string>());
        Assert.False(TextHolders.Contain<(int, string)>());
    }

    private static void AssertOutlived(Func<object> read) =>
        Assert.Contains("past its life", Assert.Throws<InvalidOperationException>(read).Message, StringComparison.Ordinal);
}
