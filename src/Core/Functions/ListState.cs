using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;
using Millrace.State;

namespace Millrace;

/// <summary>A list per key. A field of an <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.</summary>
/// <remarks>
/// Thread: the subtask's, while a row is processed or a timer fires. The elements of a key lie together, at most 64 MB of them. With a
/// time to live the list expires as a whole, counted from when it was last added to.
/// </remarks>
/// <typeparam name="T">The element: a number, text, time, enum, <c>[Record]</c>, or a tuple of these.</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word.")]
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public readonly struct ListState<T> where T : unmanaged
{
    private readonly StateField _field;
    private readonly StateText<T>? _text;
    private readonly RetiredMemory _retired;

    internal ListState(StateField field, StateText<T>? text, RetiredMemory retired)
    {
        _field = field;
        _text = text;
        _retired = retired;
    }

    /// <summary>Number of elements of the current key.</summary>
    public int Count => _field.IsPresent ? _field.Slot<NativeVector<T>>().Count : 0;

    /// <summary>The elements of the current key, in the order in which they were added; valid during the call, but not changed by it.</summary>
    public ReadOnlySpan<T> Items => _field.IsPresent ? _field.Slot<NativeVector<T>>().Items : default;

    /// <summary>An element of the current key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public T this[int index]
    {
        get => Items[index];
        set
        {
            ref T item = ref _field.Slot<NativeVector<T>>()[_field.IsPresent ? index : -1];
            T kept = _text is null ? value : _text.Keep(in value);
            _text?.Retire(in item);
            item = kept;
        }
    }

    /// <summary>Adds an element at the end.</summary>
    /// <exception cref="MemoryExhaustedException">The state's memory is used up.</exception>
    public void Add(in T item)
    {
        if (!_field.IsPresent) Clear();
        _field.Slot<NativeVector<T>>().Add(_text is null ? item : _text.Keep(in item), _retired);
        _field.Write();
    }

    /// <summary>Drops elements from the beginning.</summary>
    public void RemoveFirst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (count == 0) return;
        ref var items = ref _field.Slot<NativeVector<T>>();
        for (int i = 0; _text is not null && i < count; i++) _text.Retire(in items[i]);
        items.RemoveFirst(count);
        if (items.Count == 0) Clear();
    }

    /// <summary>Forgets the elements of the current key.</summary>
    public void Clear()
    {
        if (!_field.WasPresent) return;
        ref var items = ref _field.Slot<NativeVector<T>>();
        for (int i = 0; _text is not null && i < items.Count; i++) _text.Retire(in items[i]);
        items.Release(_retired);
        _field.Erase();
    }

    /// <inheritdoc cref="ValueState{T}.ExpireAfter"/>
    public void ExpireAfter(Duration time, bool renewOnRead = false) => _field.Info.Live(time, renewOnRead);
}
