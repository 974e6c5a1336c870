using System.Collections.Concurrent;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>
/// The read buffers of one source, kept for the next split: a fresh block costs a page fault every 4 KiB, about 5 % of
/// parsing. Thread: any.
/// </summary>
internal sealed class BufferPool(int headroomBytes = BufferPool.UsualHeadroomBytes, int dataBytes = BufferPool.UsualDataBytes) : IAsyncDisposable
{
    public const int UsualHeadroomBytes = 16 * 1024;

    // Two of them and a batch of rows stay in a core's second-level cache.
    public const int UsualDataBytes = 256 * 1024;

    private readonly ConcurrentBag<NativeBuffer> _free = [];
    private readonly TaskCompletionSource _allBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding;
    private volatile bool _disposed;

    /// <summary>Room in front of the data of each buffer, for the unfinished row of the buffer before.</summary>
    public int HeadroomBytes { get; } = headroomBytes;

    private int BufferBytes { get; } = headroomBytes + dataBytes;

    /// <summary>Buffers rented and not yet returned.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    public NativeBuffer Rent()
    {
        Interlocked.Increment(ref _outstanding);
        return _free.TryTake(out var buffer) ? buffer : new NativeBuffer(BufferBytes);
    }

    /// <summary>A buffer for a row too long for the usual ones; goes back like any other.</summary>
    public NativeBuffer RentLarge(int sizeBytes)
    {
        Interlocked.Increment(ref _outstanding);
        return new NativeBuffer(sizeBytes);
    }

    public void Return(NativeBuffer buffer)
    {
        if (_disposed || buffer.SizeBytes != BufferBytes) buffer.Dispose();
        else _free.Add(buffer);
        if (Interlocked.Decrement(ref _outstanding) == 0 && _disposed) Clear();
    }

    /// <summary>Waits for reads that are under way, then frees everything.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        Interlocked.MemoryBarrier();
        if (Outstanding == 0) Clear();
        await _allBack.Task.ConfigureAwait(false);
    }

    private void Clear()
    {
        while (_free.TryTake(out var buffer)) buffer.Dispose();
        _allBack.TrySetResult();
    }
}
