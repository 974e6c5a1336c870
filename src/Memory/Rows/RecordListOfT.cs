using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace;

/// <summary>
/// A list of values or records inside a record: a count and the address of the elements in native memory, 16 bytes.
/// </summary>
/// <remarks>
/// It lives as long as long text does: while the operator call that received it runs; rows and state copy it. Elements may
/// contain text and lists. Make one with a collection expression, <see cref="RecordList.Create"/> or <see cref="RecordListBuilder{T}"/>.
/// </remarks>
/// <typeparam name="T">Type of the elements.</typeparam>
[StructLayout(LayoutKind.Sequential)]
[CollectionBuilder(typeof(RecordList), nameof(RecordList.Create))]
public readonly unsafe struct RecordList<T> : IEquatable<RecordList<T>>, IReadOnlyList<T>, ITextHolder where T : unmanaged
{
    // 64 bits wide, so that the value has no padding.
    private readonly long _count;
    // A number rather than a pointer, so that a record may contain a list of itself.
    private readonly ulong _address;

    internal RecordList(T* elements, int count)
    {
        _count = count;
        _address = count == 0 ? 0 : (ulong)elements;
    }

    /// <summary>Number of elements.</summary>
    public int Count => (int)_count;

    /// <summary>True if there are no elements (the default value).</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new((void*)_address, (int)_count);
    }

    /// <summary>The element at a position.</summary>
    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Span[index];
    }

    T IReadOnlyList<T>.this[int index] => Span[index];

    internal T* Elements => (T*)_address;

    /// <summary>True for a count that no list can have, in a value that came from outside.</summary>
    internal bool HasCorruptCount => (ulong)_count > int.MaxValue;

    /// <summary>Enumerates the elements without allocating.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)Span.ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Span.ToArray().GetEnumerator();

    /// <summary>A managed copy of the elements; text inside them keeps its own lifetime.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>True if both have equal elements in the same order.</summary>
    public bool Equals(RecordList<T> other)
    {
        if (_count != other._count) return false;
        if (_address == other._address) return true;
        ReadOnlySpan<T> left = Span, right = other.Span;
        for (int i = 0; i < left.Length; i++)
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is RecordList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (ref readonly T element in Span) hash.Add(element);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Span.ToArray())}]";

    /// <summary>Equality of content.</summary>
    public static bool operator ==(RecordList<T> left, RecordList<T> right) => left.Equals(right);

    /// <summary>Inequality of content.</summary>
    public static bool operator !=(RecordList<T> left, RecordList<T> right) => !left.Equals(right);
}
