using System.Globalization;
using System.Text;
using Millrace.Memory.Tests.Rows;

namespace Millrace.Memory.Tests.Text;

/// <summary>Compares with <see cref="string"/> on random text whose lengths lie around the inline limit.</summary>
public sealed class Utf8StringTests : IDisposable
{
    private readonly ScratchArena _arena = new();
    private readonly Random _random = new(7);

    public void Dispose() => _arena.Dispose();

    [Fact]
    public void Text_of_every_length_keeps_its_bytes()
    {
        using var scope = _arena.Enter();
        for (int length = 0; length <= 64; length++)
        {
            byte[] bytes = new byte[length];
            _random.NextBytes(bytes);
            Utf8String text = Utf8String.Copy(bytes);
            Assert.Equal(length, text.Length);
            Assert.Equal(length <= Utf8String.MaxInlineLength, text.IsInline);
            Assert.True(text.Span.SequenceEqual(bytes));
            for (int i = 0; i < length; i++) Assert.Equal(bytes[i], text[i]);
        }
    }

    [Fact]
    public void Comparisons_agree_with_string() => Repeat((left, right) =>
    {
        Utf8String a = left, b = right, sameAsA = Encoding.UTF8.GetBytes(left).AsSpan();
        Assert.Equal(left == right, a == b);
        Assert.True(a == sameAsA && a.Hash() == sameAsA.Hash() && a.GetHashCode() == sameAsA.GetHashCode() && a.CompareTo(sameAsA) == 0);
        // All characters lie below the surrogates, where UTF-16 and UTF-8 order alike.
        int order = Math.Sign(string.CompareOrdinal(left, right));
        Assert.Equal(order, Math.Sign(a.CompareTo(b)));
        Assert.Equal((order < 0, order > 0, order <= 0, order >= 0), ((a < b), (a > b), (a <= b), (a >= b)));
        Assert.Equal(left, a.ToString());
    });

    [Fact]
    public void Searching_agrees_with_string() => Repeat((left, right) =>
    {
        string part = right[..Math.Min(right.Length, 2)];
        Utf8String text = left, value = part;
        Assert.Equal(left.StartsWith(part, StringComparison.Ordinal), text.StartsWith(value));
        Assert.Equal(left.EndsWith(part, StringComparison.Ordinal), text.EndsWith(value.Span));
        Assert.Equal(left.Contains(part, StringComparison.Ordinal), text.Contains(value));
        Assert.Equal(ByteIndex(left, left.IndexOf(part, StringComparison.Ordinal)), text.IndexOf(value));
        Assert.Equal(ByteIndex(left, left.LastIndexOf(part, StringComparison.Ordinal)), text.LastIndexOf(value));
        Assert.Equal(ByteIndex(left, left.IndexOf('€', StringComparison.Ordinal)), text.IndexOf('€'));
        Assert.Equal(left.Contains('a', StringComparison.Ordinal), text.Contains('a'));
    });

    [Fact]
    public void Making_text_agrees_with_string() => Repeat((left, right) =>
    {
        Utf8String a = left, b = right;
        Assert.Equal(left + right, (a + b).ToString());
        Assert.Equal("<" + left, ("<" + a).ToString());
        Assert.Equal(left + right + left + "!", Utf8String.Concat(a, b, a, "!").ToString());
        Assert.Equal(string.Join("; ", left, right, left), Utf8String.Join("; ", a, b, a).ToString());
        Assert.Equal(string.Concat(left.Select(c => char.IsAscii(c) ? char.ToUpperInvariant(c) : c)), a.ToUpper().ToString());
        Assert.Equal(string.Concat(left.Select(c => char.IsAscii(c) ? char.ToLowerInvariant(c) : c)), a.ToLower().ToString());
        Assert.Equal(left.Replace("a", right, StringComparison.Ordinal), a.Replace("a", b).ToString());
        Assert.True(a.EqualsIgnoreCase(a.ToUpper()));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{left}-{right.Length:000}/{1.5}{left}"), Utf8String.Format($"{a}-{right.Length:000}/{1.5}{left}").ToString());
    });

    [Fact]
    public void Cutting_text_agrees_with_string() => Repeat((left, right) =>
    {
        left = " " + left.Replace('é', 'e').Replace('€', '\t') + right.Length;
        Utf8String text = left;
        Assert.Equal(left.Trim(), text.Trim().ToString());
        Assert.Equal(left.TrimStart(), text.TrimStart().ToString());
        Assert.Equal(left.TrimEnd(), text.TrimEnd().ToString());
        int start = _random.Next(left.Length + 1), length = _random.Next(left.Length - start + 1);
        Assert.Equal(left.Substring(start, length), text.Substring(start, length).ToString());
        Assert.Equal(left[start..], text[start..].ToString());
        Assert.Equal(left[..^start], text[..^start].ToString());
        // A slice of long text is inline again when it is short: equality and hash do not depend on how text was made.
        Assert.True(text.Substring(start, length) == (Utf8String)left.Substring(start, length));
        foreach (var options in new[] { StringSplitOptions.None, StringSplitOptions.RemoveEmptyEntries, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries })
            Assert.Equal(left.Split('a', options), text.Split('a', options).ToArray().Select(part => part.ToString()));
    });

    [Fact]
    public void A_slice_outside_the_text_is_an_error()
    {
        Utf8String text = "abc";
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Substring(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Slice(-1, 1));
    }

    [Fact]
    public void Values_are_parsed_and_formatted_invariantly()
    {
        using var scope = _arena.Enter();
        Assert.Equal(42, ((Utf8String)"42").ParseAs<int>());
        Assert.True(((Utf8String)"-1.5").TryParseAs(out double value));
        Assert.Equal(-1.5, value);
        Assert.False(((Utf8String)"x").TryParseAs(out int _));
        Assert.Throws<FormatException>(() => ((Utf8String)"x").ParseAs<int>());
        Assert.Equal("1234.50", Utf8String.From(1234.5, "0.00").ToString());
        Assert.Equal(Int128.MinValue.ToString(CultureInfo.InvariantCulture), Utf8String.From(Int128.MinValue).ToString());
        Assert.Equal("a long text to be formatted|ü", $"{(Utf8String)"a long text to be formatted"}|{(Utf8String)"ü"}");
        Assert.Equal("ü", Utf8String.Parse("ü", null).ToString());
    }

    [Fact]
    public void Working_with_text_allocates_nothing_once_warm()
    {
        using var scope = _arena.Enter();
        long before = 0;
        int length = 0;
        for (int round = 0; round < 200; round++)
        {
            if (round == 100) before = GC.GetAllocatedBytesForCurrentThread();
            Utf8String text = "a text of more than twelve bytes";
            text = (text.ToUpper() + ", " + "short").Replace("TEXT", "longer text");
            length += Utf8String.Format($"{text.Trim()}: {round:000}").Length;
            foreach (Utf8String word in text.Split(' ')) length += word.Length;
            length += text == "SFO" ? 1 : 0;
            _arena.Reset();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(length > 0);
    }

    [Fact]
    public void Binary_compares_and_cuts_like_its_bytes()
    {
        using var scope = _arena.Enter();
        for (int round = 0; round < 500; round++)
        {
            byte[] left = new byte[_random.Next(30)], right = new byte[_random.Next(30)];
            _random.NextBytes(left);
            _random.NextBytes(right);
            Binary a = left, b = right;
            Assert.Equal(left.AsSpan().SequenceEqual(right), a == b);
            Assert.Equal(Math.Sign(left.AsSpan().SequenceCompareTo(right)), Math.Sign(a.CompareTo(b)));
            Assert.Equal(left[(left.Length / 2)..], a[(left.Length / 2)..].ToArray());
            Assert.Equal(Convert.ToHexString(left), a.ToString());
            Assert.Equal(Binary.Copy(left).Hash(), a.Hash());
        }
    }

    private void Repeat(Action<string, string> check)
    {
        using var scope = _arena.Enter();
        for (int round = 0; round < 1_000; round++)
        {
            string left = RandomRows.Text(_random);
            // Close relatives often, since unrelated text differs at once.
            string right = _random.Next(3) switch
            {
                0 => RandomRows.Text(_random),
                1 => left[.._random.Next(left.Length + 1)],
                _ => left + RandomRows.Text(_random, 3),
            };
            check(left, right);
            _arena.Reset();
        }
    }

    private static int ByteIndex(string text, int index) => index < 0 ? -1 : Encoding.UTF8.GetByteCount(text.AsSpan(0, index));
}
