using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>A share of the job's memory. Thread: any.</summary>
public sealed unsafe class MemoryAccount : IDisposable
{
    private readonly ConcurrentBag<Segment> _free = [];
    private long _used;
    private long _outstanding;

    internal MemoryAccount(string name, long limitBytes) { Name = name; LimitBytes = limitBytes; }

    /// <summary>What the account is for; errors name it.</summary>
    public string Name { get; }

    /// <summary>Most bytes that may be rented at a time.</summary>
    public long LimitBytes { get; }

    /// <summary>Segments rented and not yet returned.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Rents an empty segment of the standard size; false if the account is used up.</summary>
    public bool TryRent(out Segment segment)
    {
        if (!_free.TryTake(out segment!))
        {
            if (Interlocked.Add(ref _used, Segment.StandardBytes) > LimitBytes)
            {
                Interlocked.Add(ref _used, -Segment.StandardBytes);
                segment = null!;
                return false;
            }
            segment = new Segment(this, (byte*)NativeMemory.AlignedAlloc(Segment.StandardBytes, 64), Segment.StandardBytes);
        }
        segment.Clear();
        Interlocked.Increment(ref _outstanding);
        return true;
    }

    /// <summary>Gives a segment back; it must not be used afterwards.</summary>
    public void Return(Segment segment)
    {
        Interlocked.Decrement(ref _outstanding);
        _free.Add(segment);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_free.TryTake(out var segment)) NativeMemory.AlignedFree(segment.Address);
    }
}
