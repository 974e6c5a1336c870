using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.CommandLine;

public sealed class CommandLineParserTests
{
    private static CommandLineRequest Parse(params string[] args) => CommandLineParser.Parse(TestJob.Parameters, args);

    private static string Error(params string[] args)
    {
        var error = Assert.ThrowsAny<Exception>(() => Parse(args));
        Assert.True(ErrorText.IsUsage(error));
        return error.Message;
    }

    [Fact]
    public void Run_is_the_default_command()
    {
        Assert.Equal(JobCommand.Run, Parse().Command);
        Assert.Equal(JobCommand.Run, Parse("run").Command);
        Assert.Equal(JobCommand.Run, Parse("--input", "x").Command);
    }

    [Fact]
    public void Values_follow_their_names_or_an_equals_sign()
    {
        Assert.Equal("a.csv", Parse("--input", "a.csv").Values.GetText("input"));
        Assert.Equal("a.csv", Parse("--input=a.csv").Values.GetText("input"));
        Assert.Equal("a.csv", Parse("run", "--input", "a.csv").Values.GetText("input"));
        Assert.Equal("a.csv", Parse("--input", "a.csv", "explain").Values.GetText("input"));
        Assert.Equal("clicks", Parse("--broker.topic", "clicks").Values.GetText("broker.topic"));
    }

    [Fact]
    public void A_value_may_begin_with_a_dash()
    {
        Assert.Equal("-", Parse("--input", "-").Values.GetText("input"));
        Assert.Equal("-5", Parse("--input", "-5").Values.GetText("input"));
    }

    [Fact]
    public void An_empty_value_is_a_value() => Assert.Equal("", Parse("--input", "").Values.GetText("input"));

    [Fact]
    public void A_repeated_parameter_keeps_all_its_values() =>
        Assert.Equal(["a", "b"], Parse("--tag", "a", "--tag=b").Values.GetAllText("tag"));

    [Fact]
    public void A_bool_parameter_needs_no_value()
    {
        Assert.Equal("true", Parse("--dry").Values.GetText("dry"));
        Assert.Equal("false", Parse("--dry", "false").Values.GetText("dry"));
        var request = Parse("--dry", "--input", "x");
        Assert.Equal(("true", "x"), (request.Values.GetText("dry"), request.Values.GetText("input")));
    }

    [Fact]
    public void Engine_options_are_read()
    {
        var request = Parse("-p", "3", "--memory", "64MiB", "-q", "--verbose", "--input", "x");
        Assert.Equal((3, 64L << 20), (request.Options.Parallelism, request.Options.MemoryBytes));
        Assert.True(request.Quiet);
        Assert.True(request.Verbose);
    }

    [Fact]
    public void Explain_help_and_version_are_understood()
    {
        Assert.Equal(JobCommand.Explain, Parse("explain").Command);
        Assert.True(Parse("explain", "--mermaid").Mermaid);
        Assert.Equal(JobCommand.Help, Parse("--help").Command);
        Assert.Equal(JobCommand.Help, Parse("-h").Command);
        Assert.Equal(JobCommand.Help, Parse("help").Command);
        Assert.Equal(JobCommand.Help, Parse("--help", "--nonsense").Command);
        Assert.Equal(JobCommand.Version, Parse("--version").Command);
    }

    [Theory]
    [InlineData("0", "--parallelism 0 (JobOptions.Parallelism)")]
    [InlineData("-1", "--parallelism -1 (JobOptions.Parallelism)")]
    [InlineData("257", "--parallelism 257 (JobOptions.Parallelism)")]
    [InlineData("two", "--parallelism two")]
    [InlineData("1.5", "--parallelism 1.5")]
    [InlineData("99999999999", "--parallelism 99999999999")]
    public void Impossible_parallelism_is_an_error(string value, string named) =>
        Assert.Equal($"{named} is not possible; give a whole number from 1 to 256.", Error("--parallelism", value));

    [Fact]
    public void The_longest_row_is_an_option()
    {
        Assert.Equal(32 << 20, Parse("--max-row", "32MB").Options.MaxRowBytes);
        Assert.Equal("--max-row 1GB (JobOptions.MaxRowBytes)", Error("--max-row", "1GB").Split(" is not")[0].Replace("1073741824", "1GB", StringComparison.Ordinal));
        Assert.Equal("--max-row long is not possible; give a size from 1 KB to 64 MB.", Error("--max-row", "long"));
    }

    [Fact]
    public void More_memory_than_there_is_is_an_error() =>
        Assert.Matches("^--memory 1099511627776000 [(]JobOptions.MemoryBytes[)] is not possible; this machine or container has .*; give less[.]$", Error("--memory", "1000TB"));

    [Fact]
    public void Batch_mode_and_its_directory_are_options()
    {
        var options = Parse("--input", "x", "--mode", "batch", "--temp", AppContext.BaseDirectory).Options;
        Assert.Equal((JobMode.Batch, AppContext.BaseDirectory), (options.Mode, options.TempDirectory));
        Assert.Equal("--temp /no/such/place: there is no such directory; create it, or choose another.", Error("--temp", "/no/such/place"));
        Assert.Equal(JobMode.Streaming, Parse("--input", "x", "--mode", "Streaming").Options.Mode);
        Assert.Equal(JobMode.Streaming, Parse("--input", "x").Options.Mode);
    }

    [Fact]
    public void What_loops_may_have_on_disk_is_an_option()
    {
        Assert.Equal(2L << 30, Parse("--input", "x", "--loop-disk", "2GB").Options.LoopDiskBytes);
        Assert.Equal(10L << 30, Parse("--input", "x").Options.LoopDiskBytes);
        Assert.Equal("--loop-disk much: is not an amount of disk space; write for example 2GB or 500MB.", Error("--loop-disk", "much"));
    }

    [Fact]
    public void An_unknown_mode_is_an_error() =>
        Assert.Equal("--mode fast: is not a mode; write streaming or batch.", Error("--mode", "fast"));

    [Fact]
    public void Impossible_memory_is_an_error() =>
        Assert.Equal("--memory much: is not an amount of memory; write for example 512MB or 2GiB.", Error("--memory", "much"));

    [Fact]
    public void An_unknown_option_suggests_the_nearest() =>
        Assert.Equal("unknown option --inptu; did you mean --input? --help lists all options.", Error("--inptu", "x"));

    [Fact]
    public void An_unknown_option_without_a_neighbour_points_to_help() =>
        Assert.Equal("unknown option --zebra; --help lists all options.", Error("--zebra=1"));

    [Fact]
    public void An_unknown_command_suggests_the_nearest() =>
        Assert.Equal("unknown command 'explian'; did you mean 'explain'? --help lists what there is.", Error("explian"));

    [Fact]
    public void A_stray_value_is_an_error() =>
        Assert.Equal("unexpected 'flights.csv'; parameters are written --name value. --help lists them.", Error("flights.csv"));

    [Fact]
    public void A_missing_value_is_an_error()
    {
        Assert.Equal("--input needs a value; write --input VALUE.", Error("--input"));
        Assert.Equal("--input needs a value; write --input VALUE.", Error("--input", "--quiet"));
        Assert.Equal("--input needs a value, but '--ouput' follows; did you mean the option --input?", Error("--input", "--ouput"));
    }

    [Fact]
    public void An_engine_option_given_twice_is_an_error() =>
        Assert.Equal("--parallelism is given more than once; give it once.", Error("-p", "1", "--parallelism", "2"));

    [Fact]
    public void Mermaid_without_explain_is_an_error() =>
        Assert.Equal("--mermaid shows a plan; write 'explain --mermaid'.", Error("--mermaid"));

    [Fact]
    public void A_parameter_named_like_an_engine_option_is_an_error()
    {
        var error = Assert.Throws<UsageException>(() => CommandLineParser.Parse([new("memory", "text")], []));
        Assert.Contains("rename the property", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_can_ask_for_completions()
    {
        var request = Parse("[suggest:5]", "--inp");
        Assert.Equal(JobCommand.Complete, request.Command);
        Assert.Equal(["--input"], request.Completions);
    }
}
