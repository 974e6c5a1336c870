using Guide.SourcesAndSinks;
using Millrace;

namespace Guide;

/// <summary>The page's job in production, in a test and in a benchmark.</summary>
public sealed class SourcesAndSinksTests : IDisposable
{
    private static readonly Timestamp Five = Timestamp.Parse("2001-01-01T05:00:00Z", null);
    private static readonly Flight[] Flights = [new(Five, 2, "JFK", "LAX"), new(Five + Duration.Minutes(30), 4, "JFK", "LAX")];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void In_production_it_reads_files_and_only_the_columns_it_uses()
    {
        _scratch.Write("other.csv", "date,delay,origin\n2001-01-01T05:00:00Z,2,JFK\n2001-01-01T05:30:00Z,4,JFK\n");
        Assert.Equal("origin,window_start,mean_delay\nJFK,2001-01-01T05:00:00Z,3\n", Run.Program(nameof(FlightDelays), _scratch.Directory, "--input", "other.csv"));
    }

    [Fact]
    public async Task In_a_test_it_has_rows() => Assert.Equal([("JFK", 3.0)], await Programs.InATest(Flights));

    [Fact]
    public async Task In_a_benchmark_it_has_rows_and_nothing_else() => await Programs.InABenchmark(Flights);

    [Fact]
    public async Task A_choice_is_made_when_the_job_is_built()
    {
        var rows = new List<int>();
        await Run.ToEndAsync(new Choosing { Recorded = Flights, Output = Rows.To(rows.Add, (Flight row) => row.Delay) }, parallelism: 1);
        string input = _scratch.Write("flights.csv", "date,delay,origin,destination\n2001-01-01T05:00:00Z,9,JFK,LAX\n");
        await Run.ToEndAsync(new Choosing { Input = input, Output = Rows.To(rows.Add, (Flight row) => row.Delay) }, parallelism: 1);
        Assert.Equal([2, 4, 9], rows);
    }

    [Fact]
    public void A_required_sink_cannot_be_given_on_the_command_line()
    {
        Assert.DoesNotContain("--output", Run.Program(nameof(Choosing), _scratch.Directory, "--help"), StringComparison.Ordinal);
        var (code, error) = Run.Failing(nameof(Choosing), _scratch.Directory);
        Assert.Equal(2, code);
        Assert.Equal("error: 'Output' is a sink, which cannot be given here. Set it in code, where the job is made (new … { Output = … }), or give it a default instead of 'required'.", error.Trim());
    }

    [Fact]
    public void A_plan_shows_the_connector_behind_the_property() =>
        Assert.Contains("flights → hourly-delay → delays", Run.Program(nameof(FlightDelays), _scratch.Directory, "explain", "--parallelism", "1"), StringComparison.Ordinal);
}
