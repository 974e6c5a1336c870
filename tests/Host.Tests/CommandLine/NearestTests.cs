using Millrace.Hosting;

namespace Millrace.Host.Tests.CommandLine;

public sealed class NearestTests
{
    private static readonly string[] Options = ["--input", "--output", "--parallelism", "--memory"];

    [Theory]
    [InlineData("--inptu", "--input")]
    [InlineData("--parallel", "--parallelism")]
    [InlineData("--paralelism", "--parallelism")]
    [InlineData("--Output", "--output")]
    [InlineData("--memroy", "--memory")]
    public void The_nearest_word_is_found(string word, string expected) => Assert.Equal(expected, Nearest.Find(word, Options));

    [Theory]
    [InlineData("--zebra")]
    [InlineData("--checkpoint-directory")]
    public void Nothing_is_suggested_when_nothing_is_near(string word) => Assert.Null(Nearest.Find(word, Options));
}
