using System.Diagnostics.CodeAnalysis;

namespace Millrace;

/// <summary>
/// A list per subtask, whatever key is current. After a restart every subtask has the elements of all. A field of an
/// <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.
/// </summary>
/// <remarks>
/// Thread: the subtask's. It can be used in every call, also in <see cref="IOperatorLifecycle.Open"/>, where it is still empty: what a snapshot
/// holds is there when the first row comes. At most 64 MB of elements.
/// </remarks>
/// <typeparam name="T">The element: a number, text, time, enum, <c>[Record]</c>, or a tuple of these.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public readonly struct UnionState<T> where T : unmanaged
{
    private readonly ListState<T> _list;

    internal UnionState(ListState<T> list) => _list = list;

    /// <inheritdoc cref="ListState{T}.Count"/>
    public int Count => _list.Count;

    /// <summary>The elements in the order in which they were added; valid during the call, but not changed by it.</summary>
    public ReadOnlySpan<T> Items => _list.Items;

    /// <summary>An element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public T this[int index]
    {
        get => _list[index];
        set
        {
            // The list is a view of the subtask's memory.
            ListState<T> list = _list;
            list[index] = value;
        }
    }

    /// <inheritdoc cref="ListState{T}.Add"/>
    public void Add(in T item) => _list.Add(in item);

    /// <inheritdoc cref="ListState{T}.RemoveFirst"/>
    public void RemoveFirst(int count) => _list.RemoveFirst(count);

    /// <summary>Forgets all elements.</summary>
    public void Clear() => _list.Clear();
}
