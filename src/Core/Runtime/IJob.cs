using Millrace.Runtime;

namespace Millrace;

/// <summary>What the generator adds to a <c>[Job]</c> class.</summary>
/// <typeparam name="TSelf">The job class.</typeparam>
public interface IJob<TSelf> where TSelf : class, IJob<TSelf>
{
    /// <summary>Name of the job: its class name in kebab case.</summary>
    static abstract string Name { get; }

    /// <summary>The job's parameters, in declaration order.</summary>
    static abstract IReadOnlyList<JobParameter> Parameters { get; }

    /// <summary>A job with these parameters. Throws <see cref="ParameterException"/> for a missing or malformed one.</summary>
    static abstract TSelf Create(ParameterValues values);

    /// <summary>The job's graph of vertices; evaluates the arguments of its sources and sinks.</summary>
    static abstract JobGraph Build(TSelf job, GraphSettings settings);
}
