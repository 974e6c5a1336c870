using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>Ties a job's life to its host's.</summary>
internal sealed class HostedJob<TJob>(IServiceProvider services, JobSettings<TJob> settings) : IHostedService
    where TJob : class, IJob<TJob>
{
    private readonly JobHandle<TJob> _handle = services.GetRequiredService<JobHandle<TJob>>();
    private readonly ILogger _logger = services.GetService<ILoggerFactory>()?.CreateLogger("Millrace." + TJob.Name) ?? NullLogger.Instance;
    private RunningJob? _job;
    private Task _watch = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var values = new Dictionary<string, List<string>>(settings.Values, StringComparer.OrdinalIgnoreCase);
            var options = settings.Options with { Logger = settings.Options.Logger ?? _logger };
            if (services.GetService<IConfiguration>() is { } configuration)
                options = ConfigurationValues.Read(configuration.GetSection(settings.Section), TJob.Parameters, values, options);
            _job = await StreamHost.StartAsync(CreateJob(values), options, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _handle.SetNotStarted(error);
            throw;
        }
        _handle.SetStarted(_job);
        _watch = WatchAsync(_job);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_job is null) return;
        await _job.CancelAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await _watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _job.DisposeAsync().ConfigureAwait(false);
    }

    private TJob CreateJob(Dictionary<string, List<string>> values)
    {
        if (settings.Factory is { } factory) return factory(services);
        var parameters = new ParameterValues();
        foreach (var (name, texts) in values)
        {
            if (!TJob.Parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                string? nearest = Nearest.Find(name, TJob.Parameters.Select(parameter => parameter.Name));
                throw new UsageException($"job {TJob.Name} has no parameter '{name}'" + (nearest is null ? "." : $"; did you mean '{nearest}'?"));
            }
            foreach (string text in texts) parameters.Add(name, text);
        }
        return TJob.Create(parameters);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A job's failure is reported through its handle, the log and the failure policy.")]
    private async Task WatchAsync(RunningJob job)
    {
        bool stopHost;
        try
        {
            await job.Completion.ConfigureAwait(false);
            stopHost = settings.StopHostWhenDone;
        }
        catch (OperationCanceledException)
        {
            stopHost = false;
        }
        catch (Exception)
        {
            // The engine has logged why.
            stopHost = settings.OnFailure == JobFailurePolicy.StopHost;
            if (stopHost)
            {
                _logger.LogCritical("The host stops because job {Job} has failed.", TJob.Name);
                Environment.ExitCode = 1;
            }
        }
        _handle.SetEnd(job.Completion);
        if (stopHost) services.GetService<IHostApplicationLifetime>()?.StopApplication();
    }
}
