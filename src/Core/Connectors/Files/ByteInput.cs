namespace Millrace.Connectors;

/// <summary>Bytes in order. Thread: one at a time, of a device, unless said otherwise; blocks.</summary>
internal abstract class ByteInput : IDisposable
{
    /// <summary>Fills the start of <paramref name="into"/>, which has room; 0 only at the end of the input. Throws <see cref="ConnectorException"/>.</summary>
    public abstract int Read(Span<byte> into);

    /// <summary>Nobody wants more: a read that waits for others ends, as if the input had ended. Thread: any.</summary>
    public virtual void Stop() { }

    public abstract void Dispose();
}
