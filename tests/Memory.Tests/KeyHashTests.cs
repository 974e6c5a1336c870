using System.Text;

namespace Millrace.Memory.Tests;

/// <summary>The key hash is persisted with state: these values, computed by another program, never change.</summary>
public sealed class KeyHashTests
{
    [Theory]
    [InlineData(0UL, 2302960717771869484UL)]
    [InlineData(1UL, 4105396388567933506UL)]
    [InlineData(ulong.MaxValue, 16138016335675288880UL)]
    public void Words_have_their_hash_for_ever(ulong word, ulong hash) => Assert.Equal(hash, KeyHash.Word(word));

    [Theory]
    [InlineData("", 2302960717771869484UL)]
    [InlineData("a", 10778973108849578516UL)]
    [InlineData("SFO", 1201500511165817247UL)]
    [InlineData("twelve bytes", 2845316499244841665UL)]
    [InlineData("thirteen byte", 18123464254575850046UL)]
    [InlineData("a text of more than sixteen bytes, with ü and €", 11360361600507483438UL)]
    public void Texts_have_their_hash_for_ever(string text, ulong hash) => Assert.Equal(hash, ((Utf8String)text).Hash());

    [Fact]
    public void Combinations_have_their_hash_for_ever()
    {
        Assert.Equal(17835814974728543209UL, KeyHash.Words(1, 2));
        Assert.Equal(16244081489863169841UL, KeyHash.Combine(1, 2));
        Assert.Equal(11653285927269496023UL, KeyHash.Bytes("a"u8));
        Assert.Equal(708648128294243965UL, RecordList.Hash<int, Rows.IntRecord>([1, 2, 3]));
    }

    [Fact]
    public void Neighbouring_keys_spread_evenly_over_subtasks()
    {
        const int count = 32_768, parallelism = 64;
        AssertEven(Enumerable.Range(0, count).Select(key => KeyHash.Word((ulong)key)));
        AssertEven(Enumerable.Range(0, count).Select(key => ((Utf8String)$"key-{key}").Hash()));
        AssertEven(Enumerable.Range(0, count).Select(key => ((Utf8String)$"a longer key, number {key}").Hash()));

        static void AssertEven(IEnumerable<ulong> hashes)
        {
            int[] subtasks = new int[parallelism];
            foreach (ulong hash in hashes) subtasks[((hash >> 49) * parallelism) >> 15]++;
            // Thrown at random the fullest has about 1.1 times the mean.
            Assert.InRange(subtasks.Max(), count / parallelism, count / parallelism * 5 / 4);
        }
    }

    [Fact]
    public void Every_byte_of_a_text_counts()
    {
        for (int length = 1; length <= 40; length++)
        {
            byte[] text = Encoding.UTF8.GetBytes(new string('x', length));
            ulong hash = Utf8String.Copy(text).Hash();
            for (int i = 0; i < length; i++)
            {
                text[i] ^= 1;
                Assert.NotEqual(hash, Utf8String.Copy(text).Hash());
                text[i] ^= 1;
            }
        }
    }
}
