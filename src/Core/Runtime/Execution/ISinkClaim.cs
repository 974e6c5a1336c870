namespace Millrace.Runtime;

/// <summary>A sink that serves one run at a time.</summary>
internal interface ISinkClaim
{
    /// <summary>Takes it for a run. Throws <see cref="Connectors.ConnectorException"/> if it, or what it writes to, serves another. Thread: any.</summary>
    /// <param name="run">The run, by identity: what its sinks write to may be the same.</param>
    void Claim(object run);

    /// <summary>The run has committed or aborted.</summary>
    void Release();
}
