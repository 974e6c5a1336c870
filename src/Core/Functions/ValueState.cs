using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Millrace.State;

namespace Millrace;

/// <summary>A value per key. A field of an <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.</summary>
/// <remarks>Thread: the subtask's, while a row is processed or a timer fires. Text read from it is valid during the call, also after it has been replaced.</remarks>
/// <typeparam name="T">The value: a number, text, time, enum, <c>[Record]</c>, or a tuple of these.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public struct ValueState<T> where T : unmanaged
{
    private readonly StateField _field;
    private readonly StateText<T>? _text;
    private T _default;

    internal ValueState(StateField field, StateText<T>? text)
    {
        _field = field;
        _text = text;
    }

    /// <summary>What <see cref="Value"/> is as long as nothing has been written; to be set in <see cref="IOperatorLifecycle.Open"/>. Without text.</summary>
    public T Default
    {
        readonly get => _default;
        set => _default = value;
    }

    /// <summary>True if a value has been written, and has neither been cleared nor expired.</summary>
    public readonly bool HasValue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _field.IsPresent;
    }

    /// <summary>The value of the current key.</summary>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _field.IsPresent ? _field.Slot<T>() : _default;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            if (_text is null) _field.Slot<T>() = value;
            else Replace(in value);
            _field.Write();
        }
    }

    /// <summary>The value of the current key where it lies, without a copy: for wide records of which little is read. <see cref="Default"/> if there is none.</summary>
    /// <remarks>The reference is valid while the call runs, and shows what is written later in it; the compiler lets nobody keep it longer.</remarks>
    [UnscopedRef]
    public readonly ref readonly T ValueRef
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_field.IsPresent) return ref _field.Slot<T>();
            return ref _default;
        }
    }

    /// <summary>
    /// The value of the current key, to be changed where it lies: <c>_totals.Edit().Count++</c>. It counts as written, and begins as
    /// <see cref="Default"/> if there is none.
    /// </summary>
    /// <remarks>The reference is valid while the call runs, but after <see cref="Clear"/> writing to it has no effect.</remarks>
    /// <exception cref="InvalidOperationException">The type can contain text, which state has to copy: read <see cref="Value"/>, change it and write it back.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref T Edit()
    {
        if (_text is not null) ThrowHasText();
        ref T slot = ref _field.Slot<T>();
        if (!_field.IsPresent) slot = _default;
        _field.Write();
        return ref slot;
    }

    /// <summary>Forgets the value of the current key.</summary>
    public readonly void Clear()
    {
        if (_text is not null && _field.WasPresent) _text.Retire(in _field.Slot<T>());
        _field.Erase();
    }

    /// <summary>Lets values expire by processing time; to be called in <see cref="IOperatorLifecycle.Open"/> for a field marked <c>[State(Expires = true)]</c>.</summary>
    /// <param name="time">How long a value lives after it was written.</param>
    /// <param name="renewOnRead">True if reading it starts that time anew.</param>
    /// <exception cref="InvalidOperationException">The field is not marked so.</exception>
    public readonly void ExpireAfter(Duration time, bool renewOnRead = false) => _field.Info.Live(time, renewOnRead);

    [DoesNotReturn]
    private readonly void ThrowHasText() => throw new InvalidOperationException(
        $"State '{_field.Info.Name}' can contain text, which state has to copy, so it cannot be changed in place; read Value, change it and write it back.");

    private readonly void Replace(in T value)
    {
        // The new value may be made of the old one's text.
        T kept = _text!.Keep(in value);
        if (_field.WasPresent) _text.Retire(in _field.Slot<T>());
        _field.Slot<T>() = kept;
    }
}
