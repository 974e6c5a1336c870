using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.State;

/// <summary>Makes the state fields of a function; called by generated code. One per subtask.</summary>
public sealed class StateBinder
{
    private readonly StateCell _cell;
    private readonly RetiredMemory _retired;
    private readonly List<FieldInfo> _fields = [];

    internal StateBinder(OperatorContext context, StateCell cell, RetiredMemory retired)
    {
        Context = context;
        _cell = cell;
        _retired = retired;
    }

    /// <summary>What the function's <c>Open</c> sees.</summary>
    public OperatorContext Context { get; }

    /// <summary>The fields that belong to a key, timers apart.</summary>
    internal IReadOnlyList<FieldInfo> Fields => _fields;

    /// <summary>The fields that belong to the subtask.</summary>
    internal List<FieldInfo> OwnFields { get; } = [];

    /// <summary>Where a field lies in the state of a key, in bytes.</summary>
    public static int OffsetOf<TState, TField>(ref TState state, ref TField field) where TState : unmanaged where TField : unmanaged
    {
        // Only to see how far behind its header a key's state lies.
        Unsafe.SkipInit(out KeyedEntry<TState> entry);
        nint before = Unsafe.ByteOffset(ref Unsafe.As<StateHeader, byte>(ref entry.Header), ref Unsafe.As<TState, byte>(ref entry.State));
        return (int)(before + Unsafe.ByteOffset(ref Unsafe.As<TState, byte>(ref state), ref Unsafe.As<TField, byte>(ref field)));
    }

    /// <summary>A value per key.</summary>
    public ValueState<T> Value<T, TRecord>(string name, int offset, int expiryOffset) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        var field = Field(name, offset, expiryOffset, expiryOffset >= 0);
        StateSnapshot.OfValue<T, TRecord>(field, _retired);
        var value = new ValueState<T>(field, StateTextOf<T, TRecord>.For(_retired));
        Action clear = value.Clear;
        field.Info.Expire = now => Expire(field, now, clear);
        return value;
    }

    /// <summary>A list per key.</summary>
    public ListState<T> List<T, TRecord>(string name, int offset, int expiryOffset) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        var field = Field(name, offset, expiryOffset, expiryOffset >= 0);
        StateSnapshot.OfList<T, TRecord>(field, _retired);
        var list = new ListState<T>(field, StateTextOf<T, TRecord>.For(_retired), _retired);
        Action clear = list.Clear;
        field.Info.Expire = now => Expire(field, now, clear);
        return list;
    }

    /// <summary>A map per key.</summary>
    public MapState<TKey, TValue> Map<TKey, TKeyRecord, TValue, TRecord>(string name, int offset)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    {
        var field = Field(name, offset, -1, expires: false);
        var map = new StateMapOf<TKey, TKeyRecord, TValue, TRecord, LastingValue<TValue>>(_retired);
        StateSnapshot.OfMap(field, map);
        return new MapState<TKey, TValue>(field, map);
    }

    /// <summary>A map per key whose entries expire.</summary>
    public MapState<TKey, TValue> ExpiringMap<TKey, TKeyRecord, TValue, TRecord>(string name, int offset)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    {
        var field = Field(name, offset, -1, expires: true);
        var map = new StateMapOf<TKey, TKeyRecord, TValue, TRecord, ExpiringValue<TValue>>(_retired);
        field.Info.Expire = now => map.Expire(in field, now);
        StateSnapshot.OfMap(field, map);
        return new MapState<TKey, TValue>(field, map);
    }

    /// <summary>A map of the subtask's own, whatever key is current.</summary>
    public BroadcastState<TKey, TValue> Broadcast<TKey, TKeyRecord, TValue, TRecord>(string name)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    {
        var field = OwnField<NativeMap<TKey, TKeyRecord, LastingValue<TValue>>>(name);
        var map = new StateMapOf<TKey, TKeyRecord, TValue, TRecord, LastingValue<TValue>>(_retired);
        StateSnapshot.OfBroadcast(field, map);
        return new BroadcastState<TKey, TValue>(name, new MapState<TKey, TValue>(field, map), _cell);
    }

    /// <summary>A list of the subtask's own, shared out evenly.</summary>
    public OperatorState<T> Operator<T, TRecord>(string name) where T : unmanaged where TRecord : struct, IRecord<T> =>
        new(OwnList<T, TRecord>(name, isUnion: false));

    /// <summary>A list of the subtask's own, given to all.</summary>
    public UnionState<T> Union<T, TRecord>(string name) where T : unmanaged where TRecord : struct, IRecord<T> =>
        new(OwnList<T, TRecord>(name, isUnion: true));

    /// <summary>A reduced value per key.</summary>
    public ReducingState<T, TReducer> Reducing<T, TRecord, TReducer>(string name, int offset, int expiryOffset)
        where T : unmanaged where TRecord : struct, IRecord<T> where TReducer : struct, IReducer<T> => new(Value<T, TRecord>(name, offset, expiryOffset));

    /// <summary>An aggregate per key.</summary>
    public AggregatingState<TIn, TOut, TAggregate> Aggregating<TIn, TAcc, TOut, TAggregate, TRecord>(string name, int offset, int expiryOffset)
        where TAcc : unmanaged where TAggregate : struct, IAggregate<TIn, TAcc, TOut> where TRecord : struct, IRecord<TAcc>
    {
        var field = Field(name, offset, expiryOffset, expiryOffset >= 0);
        StateSnapshot.OfValue<TAcc, TRecord>(field, _retired);
        var state = new AggregatingState<TIn, TOut, TAggregate>(field, new StateAggregateOf<TIn, TAcc, TOut, TAggregate, TRecord>(_retired));
        Action clear = state.Clear;
        field.Info.Expire = now => Expire(field, now, clear);
        return state;
    }

    /// <summary>An event-time timer per key.</summary>
    public EventTimer EventTimer(string name, int offset, int timer) => new(Timer(name, offset, timer), timer);

    /// <summary>A processing-time timer per key.</summary>
    public ProcessingTimer ProcessingTimer(string name, int offset, int timer) => new(Timer(name, offset, timer), timer);

    /// <summary>The bit of a timer in <see cref="StateHeader.Present"/>: from the top, where other fields come last.</summary>
    internal static ulong MaskOfTimer(int timer) => 1ul << (63 - timer);

    private StateField Timer(string name, int offset, int timer) =>
        new() { Cell = _cell, Offset = offset, ExpiryOffset = -1, Mask = MaskOfTimer(timer), Info = new FieldInfo(name, 63 - timer) };

    private StateField Field(string name, int offset, int expiryOffset, bool expires)
    {
        var info = new FieldInfo(name, _fields.Count) { Expires = expires };
        _fields.Add(info);
        return new StateField { Cell = _cell, Offset = offset, ExpiryOffset = expiryOffset, Mask = 1ul << info.Index, Info = info };
    }

    private ListState<T> OwnList<T, TRecord>(string name, bool isUnion) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        var field = OwnField<NativeVector<T>>(name);
        if (isUnion) StateSnapshot.OfUnion<T, TRecord>(field, _retired);
        else StateSnapshot.OfOperator<T, TRecord>(field, _retired);
        return new ListState<T>(field, StateTextOf<T, TRecord>.For(_retired), _retired);
    }

    /// <summary>A field with a place of its own in the heap.</summary>
    private StateField OwnField<T>(string name) where T : unmanaged
    {
        var cell = new StateCell();
        ref var entry = ref _retired.Heap.Allocate<KeyedEntry<T>>();
        cell.Enter(ref entry);
        var info = new FieldInfo(name, 0);
        OwnFields.Add(info);
        return new StateField { Cell = cell, Offset = OffsetOf(ref entry.State, ref entry.State), ExpiryOffset = -1, Mask = 1, Info = info };
    }

    /// <summary>Clears a field of the current key if it has expired; otherwise says when it does.</summary>
    private static long Expire(StateField field, long nowUs, Action clear)
    {
        if (!field.WasPresent) return long.MaxValue;
        long expires = field.Cell.At<long>(field.ExpiryOffset);
        if (expires > nowUs) return expires;
        clear();
        return long.MaxValue;
    }
}
