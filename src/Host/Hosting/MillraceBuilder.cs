using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Millrace.Hosting;

namespace Millrace;

/// <summary>Adds jobs to a host; from <see cref="MillraceServices.AddMillrace"/>.</summary>
public sealed class MillraceBuilder
{
    internal MillraceBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Runs a job from the start of the host to its stop. Its parameters come from <paramref name="configure"/> and from the
    /// configuration section <see cref="JobSettings{TJob}.Section"/>; <see cref="JobHandle{TJob}"/> can be injected.
    /// </summary>
    /// <typeparam name="TJob">The job; each once.</typeparam>
    public MillraceBuilder AddJob<TJob>(Action<JobSettings<TJob>>? configure = null) where TJob : class, IJob<TJob>
    {
        if (Services.Any(service => service.ServiceType == typeof(JobHandle<TJob>)))
            throw new InvalidOperationException($"Job {TJob.Name} is added twice; a host runs each job class once.");
        var settings = new JobSettings<TJob>();
        configure?.Invoke(settings);
        Services.AddSingleton(new JobHandle<TJob>());
        Services.AddSingleton<IHostedService>(services => new HostedJob<TJob>(services, settings));
        return this;
    }
}
