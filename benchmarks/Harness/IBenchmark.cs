namespace Millrace.Benchmarks;

/// <summary>One benchmark: measures one claim against a baseline in the same run and prints what it measured.</summary>
internal interface IBenchmark
{
    /// <summary>What the user types.</summary>
    string Name { get; }

    /// <summary>One line for the list of benchmarks.</summary>
    string Summary { get; }

    /// <summary>The options it understands.</summary>
    IReadOnlyList<BenchmarkOption> Options { get; }

    /// <summary>Runs it. The exit code: 0 if it ran and what it checks holds, else 1.</summary>
    /// <exception cref="BenchmarkException">It cannot run here; the message says why and what to do.</exception>
    Task<int> RunAsync(BenchmarkArguments arguments);
}
