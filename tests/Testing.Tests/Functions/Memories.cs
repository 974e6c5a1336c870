namespace Millrace.Testing.Tests.Functions;

public enum MemoryCommand : byte { Write, Read, Remove, Clear, Nothing }

public enum MemoryField : byte { Value, List, Map, Reducing, Aggregating }

/// <summary>What to do with a field of a key's state.</summary>
[Record]
public readonly partial record struct MemoryRow(Utf8String Key, MemoryCommand Command, MemoryField Field, int Entry, Utf8String Text, long Number);

/// <summary>What a field holds, as text.</summary>
[Record]
public readonly partial record struct Memory(Utf8String Key, MemoryField Field, Utf8String Text);

/// <summary>The later of two texts.</summary>
public readonly struct LaterText : IReducer<Utf8String>
{
    public static Utf8String Reduce(in Utf8String first, in Utf8String second) => second.CompareTo(first) > 0 ? second : first;
}

/// <summary>The longest text and how many there were.</summary>
public readonly struct LongestText : IAggregate<Utf8String, (Utf8String Longest, int Count), Utf8String>
{
    public (Utf8String Longest, int Count) Create() => default;

    public void Add(ref (Utf8String Longest, int Count) acc, in Utf8String value) => acc = (value.Length > acc.Longest.Length ? value : acc.Longest, acc.Count + 1);

    public void Merge(ref (Utf8String Longest, int Count) acc, in (Utf8String Longest, int Count) other) => throw new NotSupportedException();

    public Utf8String Result(in (Utf8String Longest, int Count) acc) => (Utf8String)$"{acc.Count}:{acc.Longest}";
}

/// <summary>State of every kind with text, all of which expires.</summary>
[Operator]
public partial struct FadingMemory(Duration timeToLive, bool renewOnRead) : IKeyedProcessFunction<MemoryRow, Utf8String, Memory>, IOperatorLifecycle
{
    [State(Expires = true)] private ValueState<Utf8String> _value;
    [State(Expires = true)] private ListState<(long, Utf8String)> _list;
    [State(Expires = true)] private MapState<Utf8String, (Utf8String Text, long Number)> _map;
    [State(Expires = true)] private ReducingState<Utf8String, LaterText> _reducing;
    [State(Expires = true)] private AggregatingState<Utf8String, Utf8String, LongestText> _aggregating;

    public readonly void Open(OperatorContext context)
    {
        _value.ExpireAfter(timeToLive, renewOnRead);
        _list.ExpireAfter(timeToLive, renewOnRead);
        _map.ExpireAfter(timeToLive, renewOnRead);
        _reducing.ExpireAfter(timeToLive, renewOnRead);
        _aggregating.ExpireAfter(timeToLive, renewOnRead);
    }

    public void Process(in MemoryRow row, KeyedContext<Utf8String, Memory> context)
    {
        switch ((row.Command, row.Field))
        {
            case (MemoryCommand.Write, MemoryField.Value): _value.Value = row.Text; break;
            case (MemoryCommand.Write, MemoryField.List): _list.Add((row.Number, row.Text)); break;
            case (MemoryCommand.Write, MemoryField.Map): _map[Entry(row.Entry)] = (row.Text, row.Number); break;
            case (MemoryCommand.Write, MemoryField.Reducing): _reducing.Add(row.Text); break;
            case (MemoryCommand.Write, MemoryField.Aggregating): _aggregating.Add(row.Text); break;
            case (MemoryCommand.Read, MemoryField.Value): if (_value.HasValue) Tell(row, _value.Value, context); break;
            case (MemoryCommand.Read, MemoryField.Reducing): if (_reducing.HasValue) Tell(row, _reducing.Value, context); break;
            case (MemoryCommand.Read, MemoryField.Aggregating): if (_aggregating.HasValue) Tell(row, _aggregating.Result, context); break;
            case (MemoryCommand.Read, MemoryField.List):
                foreach (var (number, text) in _list.Items) Tell(row, (Utf8String)$"{number} {text}", context);
                break;
            case (MemoryCommand.Read, MemoryField.Map):
                if (row.Entry == 0) foreach (var (name, (text, number)) in _map) Tell(row, (Utf8String)$"{name} {number} {text}", context);
                else if (_map.TryGet(Entry(row.Entry), out var found)) Tell(row, found.Text, context);
                break;
            case (MemoryCommand.Remove, MemoryField.Map): if (_map.Remove(Entry(row.Entry))) Tell(row, "removed", context); break;
            case (MemoryCommand.Remove, MemoryField.List): if (_list.Count > 0) _list.RemoveFirst(1); break;
            case (MemoryCommand.Clear, MemoryField.Value): _value.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.List): _list.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.Map): _map.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.Reducing): _reducing.Clear(); break;
            case (MemoryCommand.Clear, MemoryField.Aggregating): _aggregating.Clear(); break;
            default: break;
        }
    }

    public readonly void Close() { }

    internal static Utf8String Entry(int entry) => entry % 2 == 0 ? (Utf8String)$"e{entry}" : (Utf8String)$"an entry whose name is long {entry}";

    private static void Tell(in MemoryRow row, Utf8String text, KeyedContext<Utf8String, Memory> context) => context.Collect(new Memory(context.Key, row.Field, text));
}
