namespace Millrace.Runtime;

/// <summary>A sink that serves one run at a time.</summary>
internal interface ISinkClaim
{
    /// <summary>Short text for errors.</summary>
    string Describe();

    /// <summary>Takes it for a run; false if another run has it. Thread: any.</summary>
    bool TryClaim();

    /// <summary>The run has committed or aborted.</summary>
    void Release();
}
