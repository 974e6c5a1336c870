using System.Numerics;

namespace Millrace.Runtime;

/// <summary>A bounded ring between one producer and one consumer. Neither waits.</summary>
internal sealed class SpscRing<T>
{
    private readonly T[] _slots;
    private readonly int _mask;
    private PaddedIndex _head;
    private PaddedIndex _tail;

    public SpscRing(int capacity)
    {
        _slots = new T[BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2))];
        _mask = _slots.Length - 1;
    }

    /// <summary>Adds an item; false if the ring is full. Thread: the producer's.</summary>
    public bool TryAdd(in T item)
    {
        long tail = _tail.Value;
        if (tail - _tail.Other > _mask)
        {
            _tail.Other = Volatile.Read(ref _head.Value);
            if (tail - _tail.Other > _mask) return false;
        }
        _slots[tail & _mask] = item;
        Volatile.Write(ref _tail.Value, tail + 1);
        return true;
    }

    /// <summary>The oldest item, which stays; false if the ring is empty. Thread: the consumer's.</summary>
    public bool TryPeek(out T item)
    {
        long head = _head.Value;
        if (head == _head.Other)
        {
            _head.Other = Volatile.Read(ref _tail.Value);
            if (head == _head.Other)
            {
                item = default!;
                return false;
            }
        }
        item = _slots[head & _mask];
        return true;
    }

    /// <summary>Takes the oldest item; false if the ring is empty. Thread: the consumer's.</summary>
    public bool TryTake(out T item)
    {
        if (!TryPeek(out item)) return false;
        long head = _head.Value;
        _slots[head & _mask] = default!;
        Volatile.Write(ref _head.Value, head + 1);
        return true;
    }
}
