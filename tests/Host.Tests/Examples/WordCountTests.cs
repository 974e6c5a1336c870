namespace Millrace.Host.Tests.Examples;

public sealed class WordCountTests : IDisposable
{
    private static readonly ExampleProgram Program = new("WordCount");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void It_counts_the_words_of_all_files(string parallelism)
    {
        _directory.Write("one.txt", "The mill, the wheel.\n\nTHE END\n");
        _directory.Write("two.txt", "wheel of a-mill");
        var run = Program.Run(_directory.Path, "--input", "*.txt", "--parallelism", parallelism, "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("word,count", run.OutputLines[0]);
        Assert.Equal(["a,1", "end,1", "mill,2", "of,1", "the,3", "wheel,2"], run.OutputLines.Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Short_words_can_be_left_out()
    {
        _directory.Write("one.txt", "a mill is a mill");
        var run = Program.Run(_directory.Path, "--input", "one.txt", "--min-length", "3", "--quiet");
        Assert.Equal(["word,count", "mill,2"], run.OutputLines);
    }
}
