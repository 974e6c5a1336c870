namespace Millrace.Hosting;

/// <summary>What a signal asks for.</summary>
internal enum StopRequest
{
    /// <summary>That the job stops in order: the first signal.</summary>
    Stop,

    /// <summary>Nothing new: it tells once more what an earlier one has told.</summary>
    Repeated,

    /// <summary>That the process ends at once: somebody does not want to wait.</summary>
    EndNow,
}
