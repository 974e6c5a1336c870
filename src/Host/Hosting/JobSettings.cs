namespace Millrace;

/// <summary>How a host runs a job: set in <see cref="MillraceBuilder.AddJob{TJob}"/>.</summary>
/// <typeparam name="TJob">The job.</typeparam>
public sealed class JobSettings<TJob> where TJob : class, IJob<TJob>
{
    internal Dictionary<string, List<string>> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Func<IServiceProvider, TJob>? Factory { get; private set; }

    /// <summary>
    /// Configuration section with the job's parameters, and with <c>Parallelism</c>, <c>Memory</c>, <c>Mode</c>, <c>Temp</c>, <c>LoopDisk</c> and <c>MaxRow</c>. Names match without regard
    /// to case, dashes and underscores; a name that fits nothing stops the start. Default: <c>Millrace:</c> and the job's name.
    /// </summary>
    public string Section { get; set; } = "Millrace:" + TJob.Name;

    /// <summary>Parallelism, memory, logger. What the configuration section says comes first.</summary>
    public JobOptions Options { get; set; } = new();

    /// <summary>What happens when the job fails. Default: the host stops.</summary>
    public JobFailurePolicy OnFailure { get; set; }

    /// <summary>True if the host should stop when the job has come to its end. Default: it goes on.</summary>
    public bool StopHostWhenDone { get; set; }

    /// <summary>Sets a parameter, by its command-line name without dashes; again for a further value. Configuration comes first.</summary>
    public JobSettings<TJob> Set(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Values.TryGetValue(name, out var list)) Values[name] = list = [];
        list.Add(value);
        return this;
    }

    /// <summary>Makes the job in code, with services of the host, instead of from named parameters.</summary>
    public JobSettings<TJob> Create(Func<IServiceProvider, TJob> factory)
    {
        Factory = factory;
        return this;
    }
}
