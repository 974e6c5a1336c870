using Microsoft.Extensions.Configuration;
using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Hosting;

public sealed class ConfigurationValuesTests
{
    private readonly Dictionary<string, List<string>> _values = [];

    private JobOptions Read(params (string Key, string Value)[] entries)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create("Millrace:test-job:" + entry.Key, (string?)entry.Value)))
            .Build();
        return ConfigurationValues.Read(configuration.GetSection("Millrace:test-job"), TestJob.Parameters, _values, new JobOptions { Parallelism = 7 });
    }

    [Theory]
    [InlineData("window-size")]
    [InlineData("WindowSize")]
    [InlineData("window_size")]
    [InlineData("WINDOWSIZE")]
    public void Names_match_in_any_spelling(string key)
    {
        Read((key, "10s"));
        Assert.Equal(["10s"], _values["window-size"]);
    }

    [Fact]
    public void Arrays_and_nested_options_are_read()
    {
        Read(("Tag:0", "a"), ("Tag:1", "b"), ("Broker:Topic", "clicks"));
        Assert.Equal(["a", "b"], _values["tag"]);
        Assert.Equal(["clicks"], _values["broker.topic"]);
    }

    [Fact]
    public void Configuration_replaces_what_code_has_set()
    {
        _values["input"] = ["code.csv"];
        Read(("Input", "configuration.csv"));
        Assert.Equal(["configuration.csv"], _values["input"]);
    }

    [Fact]
    public void Engine_options_are_read()
    {
        var options = Read(("Parallelism", "3"), ("Memory", "64MiB"));
        Assert.Equal((3, 64L << 20), (options.Parallelism, options.MemoryBytes));
        Assert.Equal(7, Read(("Memory", "64MiB")).Parallelism);
        options = Read(("Mode", "Batch"), ("Temp", AppContext.BaseDirectory), ("MaxRow", "2MB"));
        Assert.Equal((JobMode.Batch, AppContext.BaseDirectory, 2 << 20), (options.Mode, options.TempDirectory, options.MaxRowBytes));
        Assert.Equal(64L << 20, Read(("LoopDisk", "64MiB")).LoopDiskBytes);
    }

    [Fact]
    public void An_unknown_name_is_an_error_that_suggests_the_nearest()
    {
        var error = Assert.Throws<UsageException>(() => Read(("Inptu", "x")));
        Assert.Equal("configuration Millrace:test-job:Inptu: section Millrace:test-job knows no 'Inptu'; did you mean 'input'?", error.Message);
    }

    [Fact]
    public void An_impossible_engine_option_is_an_error() =>
        Assert.Contains("give a whole number", Assert.Throws<JobConfigurationException>(() => Read(("Parallelism", "0"))).Message, StringComparison.Ordinal);
}
