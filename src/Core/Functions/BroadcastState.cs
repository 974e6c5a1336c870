using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace;

/// <summary>
/// A map that every subtask has the same of, kept by an <see cref="IBroadcastFunction{TIn, TBroadcast, TKey, TOut}"/>. A field of an
/// <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.
/// </summary>
/// <remarks>Thread: the subtask's. It can be read anywhere in the function, and written while a broadcast row is processed. Text read from it is valid during the call. At most 64 MB.</remarks>
/// <typeparam name="TKey">The map's key: a number, text, time, enum, <c>[Record]</c>, or a tuple of these.</typeparam>
/// <typeparam name="TValue">The value, likewise.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
[SuppressMessage("Naming", "CA1710", Justification = "The field's word.")]
public readonly struct BroadcastState<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
{
    private readonly MapState<TKey, TValue> _map;
    private readonly StateCell _function;
    private readonly string _name;

    internal BroadcastState(string name, MapState<TKey, TValue> map, StateCell function)
    {
        _name = name;
        _map = map;
        _function = function;
    }

    /// <summary>Number of entries.</summary>
    public int Count => _map.Count;

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">Written outside <c>ProcessBroadcast</c>.</exception>
    public TValue this[TKey key]
    {
        get => _map[key];
        set
        {
            CheckWritable();
            _map.Set(in key, in value);
        }
    }

    /// <summary>The value of a key; false if there is none.</summary>
    public bool TryGet(in TKey key, out TValue value) => _map.TryGet(in key, out value);

    /// <summary>The value of a key, or another if there is none.</summary>
    public TValue Get(in TKey key, TValue otherwise = default!) => _map.Get(in key, otherwise);

    /// <summary>True if there is a value of the key.</summary>
    public bool Contains(in TKey key) => _map.Contains(in key);

    /// <summary>Removes a key; false if it was not there.</summary>
    /// <exception cref="InvalidOperationException">Called outside <c>ProcessBroadcast</c>.</exception>
    public bool Remove(in TKey key)
    {
        CheckWritable();
        return _map.Remove(in key);
    }

    /// <summary>Removes all keys.</summary>
    /// <exception cref="InvalidOperationException">Called outside <c>ProcessBroadcast</c>.</exception>
    public void Clear()
    {
        CheckWritable();
        _map.Clear();
    }

    /// <summary>The entries, in no order.</summary>
    public MapState<TKey, TValue>.Enumerator GetEnumerator() => _map.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void CheckWritable()
    {
        if (!_function.IsBroadcasting) throw new InvalidOperationException(
            $"Broadcast state '{_name}' was written outside ProcessBroadcast; subtasks would no longer have the same. Write it there, from broadcast rows alone.");
    }
}
