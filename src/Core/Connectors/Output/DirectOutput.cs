namespace Millrace.Connectors;

/// <summary>A pipe, a device, a terminal or standard output: its rows are gone as soon as they are written.</summary>
/// <param name="name">What the user would call it.</param>
/// <param name="file">Where the bytes go.</param>
/// <param name="content">Where the rows are written: the same, or what compresses them.</param>
/// <param name="claim">Is given back at the end.</param>
internal sealed class DirectOutput(string name, Stream file, Stream content, OpenOutputs.Claim claim) : OutputTarget(content)
{
    // EPIPE on Linux and macOS.
    private const int BrokenPipe = 32;

    public override bool IsDirect => true;

    public override ConnectorException Explain(Exception error) => error.HResult == BrokenPipe
        ? new ConnectorException($"{Descriptor.Begin(name)} was closed by the program that read it; the rest of the rows is not written. Write to a file to get them all.", error)
        : new ConnectorException($"Writing to {name} failed: {Sentence.Of(error.Message)} Make room where it goes, or write to a file elsewhere.", error);

    public override async ValueTask CloseAsync()
    {
        // The reader at the other end sees the end.
        await Stream.DisposeAsync().ConfigureAwait(false);
    }

    // What compresses has an end to write, which would make a whole of a part.
    public override void Break() => file.Dispose();

    public override void Commit() => claim.Dispose();

    public override ValueTask AbortAsync()
    {
        // The stream is closed by its writer, which may be waiting for a reader for ever.
        claim.Dispose();
        return default;
    }
}
