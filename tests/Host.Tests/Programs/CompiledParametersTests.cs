using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Programs;

/// <summary>From the command line to the rows of a compiled job.</summary>
public sealed class CompiledParametersTests
{
    private readonly TestTerminal _terminal = new();
    private readonly List<int> _rows = [];

    private Task<int> RunAsync(params string[] args)
    {
        _rows.Clear();
        return JobProgram.RunAsync(new JobProgramType(Name<SelectedJob>(), Parameters<SelectedJob>(), (values, settings) => Build<SelectedJob>(values, settings)), [.. args, "-p", "1", "-q"], _terminal);
    }

    [Fact]
    public async Task A_flag_needs_no_value()
    {
        Assert.Equal(0, await RunAsync("--from", "2", "--only-odd"));
        Assert.Equal([3, 5], _rows);
        Assert.Equal(0, await RunAsync("--only-odd", "--from", "2"));
        Assert.Equal([3, 5], _rows);
        Assert.Equal(0, await RunAsync("--from", "2", "--only-odd", "false"));
        Assert.Equal([2, 3, 4, 5], _rows);
        Assert.Equal(2, await RunAsync("--from", "2", "--only-odd", "maybe"));
        Assert.Equal(["error: --only-odd: 'maybe' is not a bool; write true or false."], _terminal.ErrorLines);
    }

    [Fact]
    public async Task What_a_base_class_requires_is_required()
    {
        Assert.Equal(2, await RunAsync("--only-odd"));
        Assert.Equal(["error: --from is missing; it has no default, so give it a value."], _terminal.ErrorLines);
    }

    private Runtime.JobGraph Build<TJob>(Runtime.ParameterValues values, Runtime.GraphSettings settings) where TJob : class, IJob<TJob>
    {
        var job = (SelectedJob)(object)TJob.Create(values);
        return TJob.Build((TJob)(object)new SelectedJob { From = job.From, OnlyOdd = job.OnlyOdd, Output = Rows.To<int>(_rows.Add) }, settings);
    }

    private static string Name<TJob>() where TJob : class, IJob<TJob> => TJob.Name;

    private static IReadOnlyList<Runtime.JobParameter> Parameters<TJob>() where TJob : class, IJob<TJob> => TJob.Parameters;
}
