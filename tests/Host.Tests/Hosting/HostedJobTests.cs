using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Millrace.Connectors;
using Millrace.Host.Tests.Support;
using Millrace.Hosting;

namespace Millrace.Host.Tests.Hosting;

public sealed class HostedJobTests
{
    private static readonly JobOptions One = new() { Parallelism = 1, MemoryBytes = 64 << 20 };

    private static IHost Build(Action<JobSettings<TestJob>> configure, params (string Key, string Value)[] configuration)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        builder.Services.AddMillrace().AddJob<TestJob>(settings =>
        {
            settings.Options = One;
            configure(settings);
        });
        return builder.Build();
    }

    [Fact]
    public async Task A_job_runs_from_the_start_of_the_host_to_its_stop()
    {
        var source = new TestSource(rows: 5, ends: false);
        var sink = new TestSink();
        using var host = Build(settings => settings.Create(_ => new TestJob { Input = "x", Source = source, Sink = sink }));
        var handle = host.Services.GetRequiredService<JobHandle<TestJob>>();
        Assert.Equal(JobState.Waiting, handle.State);
        Assert.Null(handle.Metrics);

        await host.StartAsync();
        await source.AllRead;
        Assert.Equal(JobState.Running, handle.State);

        await host.StopAsync();
        Assert.Equal(JobState.Cancelled, handle.State);
        Assert.False(sink.Committed);
    }

    [Fact]
    public async Task A_job_that_ends_can_stop_its_host()
    {
        var sink = new TestSink();
        using var host = Build(settings =>
        {
            settings.Create(_ => new TestJob { Input = "x", Sink = sink });
            settings.StopHostWhenDone = true;
        });
        var handle = host.Services.GetRequiredService<JobHandle<TestJob>>();
        await host.RunAsync();
        Assert.Equal(JobState.Done, handle.State);
        Assert.True(sink.Committed);
    }

    [Fact]
    public async Task A_failing_job_leaves_the_host_running_where_asked_to()
    {
        var sink = new TestSink { OpenFailure = new ConnectorException("the disk is full") };
        using var host = Build(settings =>
        {
            settings.Create(_ => new TestJob { Input = "x", Sink = sink });
            settings.OnFailure = JobFailurePolicy.KeepRunning;
        });
        await host.StartAsync();
        var handle = host.Services.GetRequiredService<JobHandle<TestJob>>();
        var error = await Assert.ThrowsAsync<JobFailedException>(() => handle.Completion);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Failed, handle.State);
        Assert.Same(error, handle.Failure);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }

    [Fact]
    public async Task Parameters_come_from_code_and_configuration()
    {
        using var host = Build(settings => settings.Set("input", "code").Set("tag", "a"), ("Millrace:test-job:Tag:0", "b"));
        await host.StartAsync();
        await host.Services.GetRequiredService<JobHandle<TestJob>>().Completion;
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Millrace:test-job:Inptu", "did you mean 'input'?")]
    [InlineData("Millrace:test-job:Tag", "--input is missing")]
    public async Task A_wrong_configuration_stops_the_start(string key, string message)
    {
        using var host = Build(_ => { }, (key, "x"));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Failed, host.Services.GetRequiredService<JobHandle<TestJob>>().State);
    }

    [Fact]
    public async Task A_parameter_that_does_not_exist_stops_the_start()
    {
        using var host = Build(settings => settings.Set("windowsize", "1h"));
        var error = await Assert.ThrowsAsync<UsageException>(() => host.StartAsync());
        Assert.Equal("job test-job has no parameter 'windowsize'; did you mean 'window-size'?", error.Message);
    }

    [Fact]
    public void A_job_is_added_once()
    {
        var builder = new ServiceCollection().AddMillrace().AddJob<TestJob>();
        Assert.Throws<InvalidOperationException>(() => builder.AddJob<TestJob>());
    }
}
