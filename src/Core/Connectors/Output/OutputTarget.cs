namespace Millrace.Connectors;

/// <summary>Where an output goes. Thread: one at a time.</summary>
internal abstract class OutputTarget(Stream stream)
{
    /// <summary>What is written to.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>True if rows are with their reader once they are written; false if all appear when the job commits.</summary>
    public abstract bool IsDirect { get; }

    /// <summary>What went wrong, for the user.</summary>
    public abstract ConnectorException Explain(Exception error);

    /// <summary>Ends the writing.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>Ends the writing in the middle, so that a reader of compressed rows sees that they are not all. Waits for nothing, and throws nothing. Thread: any.</summary>
    public abstract void Break();

    /// <summary>Makes what was written visible; after <see cref="CloseAsync"/>.</summary>
    public abstract void Commit();

    /// <summary>Takes back what can be taken back.</summary>
    public abstract ValueTask AbortAsync();
}
