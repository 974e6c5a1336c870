using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Millrace.State;

namespace Millrace;

/// <summary>A map per key. A field of an <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.</summary>
/// <remarks>
/// Thread: the subtask's, while a row is processed or a timer fires. The entries of a key lie together, at most 64 MB of them. With a
/// time to live each entry expires by itself. Text read from it is valid during the call.
/// </remarks>
/// <typeparam name="TKey">The map's key: a number, text, time, enum, <c>[Record]</c>, or a tuple of these.</typeparam>
/// <typeparam name="TValue">The value, likewise.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
[SuppressMessage("Naming", "CA1710", Justification = "The field's word.")]
public readonly struct MapState<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
{
    private readonly StateField _field;
    private readonly StateMap<TKey, TValue> _map;

    internal MapState(StateField field, StateMap<TKey, TValue> map)
    {
        _field = field;
        _map = map;
    }

    /// <summary>Number of entries of the current key; of those that expire, some may have expired and not yet been removed.</summary>
    public int Count => _map.Count(in _field);

    /// <summary>The value of a key of the map.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public TValue this[TKey key]
    {
        get => _map.TryGet(in _field, in key, out TValue value) ? value : throw new KeyNotFoundException($"State '{_field.Info.Name}' has no entry {key}; ask with TryGet or Get.");
        set => Set(in key, in value);
    }

    /// <summary>Sets the value of a key of the map.</summary>
    /// <exception cref="Memory.MemoryExhaustedException">The state's memory is used up.</exception>
    public void Set(in TKey key, in TValue value) => _map.Set(in _field, in key, in value);

    /// <summary>The value of a key of the map; false if there is none.</summary>
    public bool TryGet(in TKey key, out TValue value) => _map.TryGet(in _field, in key, out value);

    /// <summary>The value of a key of the map, or another if there is none.</summary>
    public TValue Get(in TKey key, TValue otherwise = default!) => _map.TryGet(in _field, in key, out TValue value) ? value : otherwise;

    /// <summary>
    /// The value of a key of the map, to be changed where it lies: <c>_counts.Edit(page)++</c>. It counts as written, and begins as zero if
    /// there is none.
    /// </summary>
    /// <remarks>The reference is valid until a key is added to this map or removed from it: finish with it before. Written to later, the change may be lost.</remarks>
    /// <exception cref="InvalidOperationException">The value's type can contain text, which state has to copy: use <see cref="Get"/> and <see cref="Set"/>.</exception>
    /// <exception cref="Memory.MemoryExhaustedException">The state's memory is used up.</exception>
    public ref TValue Edit(in TKey key) => ref _map.Edit(in _field, in key);

    /// <summary>True if the map has the key.</summary>
    public bool Contains(in TKey key) => _map.TryGet(in _field, in key, out _);

    /// <summary>Adds a key, or does nothing and returns false if it is there already.</summary>
    public bool TryAdd(in TKey key, in TValue value)
    {
        if (Contains(in key)) return false;
        _map.Set(in _field, in key, in value);
        return true;
    }

    /// <summary>Removes a key; false if it was not there.</summary>
    public bool Remove(in TKey key) => _map.Remove(in _field, in key);

    /// <summary>Forgets the map of the current key.</summary>
    public void Clear() => _map.Clear(in _field);

    /// <inheritdoc cref="ValueState{T}.ExpireAfter"/>
    public void ExpireAfter(Duration time, bool renewOnRead = false) => _field.Info.Live(time, renewOnRead);

    /// <summary>
    /// The entries of the current key, in no order. Meanwhile values may be set, but keys neither added nor removed, except by
    /// <see cref="Enumerator.RemoveCurrent"/>.
    /// </summary>
    public Enumerator GetEnumerator() => new(_field, _map);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes through the entries of a key's map.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly StateField _field;
        private readonly StateMap<TKey, TValue> _map;
        private readonly int _start;
        private readonly int _slots;
        private int _step;
        private int _count;
        private TKey _key = default!;
        private TValue _value = default!;

        internal Enumerator(StateField field, StateMap<TKey, TValue> map)
        {
            _field = field;
            _map = map;
            _start = map.Start(in field, out _slots);
            _count = map.Count(in field);
        }

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, TValue> Current => new(_key, _value);

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">A key was added or removed meanwhile.</exception>
        public bool MoveNext()
        {
            if (_map.Count(in _field) != _count) ThrowChanged();
            while (_count > 0 && ++_step <= _slots)
                if (_map.TryRead(in _field, Slot, out _key, out _value)) return true;
            return false;
        }

        /// <summary>Removes the entry that the enumerator is at.</summary>
        public void RemoveCurrent()
        {
            _map.Remove(in _field, in _key);
            _count = _map.Count(in _field);
            // Another entry may have moved up.
            _step--;
        }

        /// <inheritdoc/>
        public readonly void Reset() => throw new NotSupportedException("Ask for a new enumerator.");

        /// <inheritdoc/>
        public readonly void Dispose() { }

        private readonly int Slot => (_start + _step) & (_slots - 1);

        private readonly void ThrowChanged() => throw new InvalidOperationException(
            $"A key of '{_field.Info.Name}' was added or removed while its entries were enumerated; remove with RemoveCurrent, and add afterwards.");
    }
}
