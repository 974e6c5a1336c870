using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>Buffers for batches of parsed rows, kept for the next split. Thread: any.</summary>
internal sealed class RowBuffers<T> : IDisposable where T : unmanaged
{
    /// <summary>Most rows in a batch: enough that what is done once per batch costs nothing.</summary>
    public const int BatchRows = 1024;

    private readonly ConcurrentBag<RowBuffer<T>> _free = [];

    public RowBuffer<T> Rent() => _free.TryTake(out var buffer) ? buffer : new RowBuffer<T>(BatchRows);

    public void Return(RowBuffer<T> buffer) => _free.Add(buffer);

    public void Dispose()
    {
        while (_free.TryTake(out var buffer)) buffer.Dispose();
    }
}

/// <summary>Room for a batch of rows, and where each begins in its window.</summary>
internal sealed class RowBuffer<T>(int capacity) : IDisposable where T : unmanaged
{
    private readonly NativeBuffer _memory = new(capacity * Unsafe.SizeOf<T>());
    private readonly int[] _places = new int[capacity];

    /// <summary>Text that the codecs had to rewrite (escapes); unlike the step's own arena it lasts as long as the batch.</summary>
    public ScratchArena Text { get; } = new();

    public ref T Rows => ref Unsafe.As<byte, T>(ref _memory.Origin);

    public ref int Places => ref MemoryMarshal.GetArrayDataReference(_places);

    public ReadOnlySpan<T> First(int count) => MemoryMarshal.CreateReadOnlySpan(ref Rows, count);

    public void Dispose()
    {
        _memory.Dispose();
        Text.Dispose();
    }
}
