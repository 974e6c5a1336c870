namespace Millrace.Testing.Tests.Functions;

/// <summary>State of every kind that does not expire.</summary>
[Operator]
public partial struct Kept : IKeyedProcessFunction<MemoryRow, Utf8String, Memory>
{
    [State] private ValueState<Utf8String> _value;
    [State] private ListState<Utf8String> _list;
    [State] private MapState<int, Utf8String> _map;
    [State] private ReducingState<Utf8String, LaterText> _reducing;
    [State] private AggregatingState<Utf8String, Utf8String, LongestText> _aggregating;

    public void Process(in MemoryRow row, KeyedContext<Utf8String, Memory> context)
    {
        if (row.Command == MemoryCommand.Clear)
        {
            if (row.Field == MemoryField.Value) _value.Clear();
            else if (row.Field == MemoryField.List) _list.Clear();
            else if (row.Field == MemoryField.Map) _map.Clear();
            else if (row.Field == MemoryField.Reducing) _reducing.Clear();
            else _aggregating.Clear();
            return;
        }
        if (row.Field == MemoryField.Value) _value.Value = row.Text;
        else if (row.Field == MemoryField.List) _list.Add(row.Text);
        else if (row.Field == MemoryField.Map) _map[row.Entry] = row.Text;
        else if (row.Field == MemoryField.Reducing) _reducing.Add(row.Text);
        else _aggregating.Add(row.Text);
    }
}

/// <summary>Sends on the text that it is about to replace, and what it makes of it.</summary>
[Operator]
public partial struct Juggler : IKeyedProcessFunction<MemoryRow, Utf8String, Memory>
{
    [State] private ValueState<Utf8String> _text;

    public void Process(in MemoryRow row, KeyedContext<Utf8String, Memory> context)
    {
        context.Collect(new Memory(context.Key, default, _text.Value));
        if (_text.HasValue) _text.Value = _text.Value + "!";
        if (_text.HasValue) context.Collect(new Memory(context.Key, default, _text.Value));
        if (row.Command == MemoryCommand.Write) _text.Value = row.Text;
        else _text.Clear();
    }
}
