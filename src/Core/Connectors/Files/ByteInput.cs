namespace Millrace.Connectors;

/// <summary>Bytes in order. Thread: one at a time, of the pool; blocks.</summary>
internal abstract class ByteInput : IDisposable
{
    /// <summary>Fills <paramref name="into"/> from its start; fewer bytes (or none) only at the end of the input. Throws <see cref="ConnectorException"/>.</summary>
    public abstract int Read(Span<byte> into);

    public abstract void Dispose();
}
