namespace Millrace.Testing.Tests.Functions;

/// <summary>State that is read and changed where it lies.</summary>
public class EditTests
{
    [Fact]
    public void Edits_come_to_what_reads_and_writes_come_to()
    {
        var random = new Random(7);
        using var test = OperatorTest.For(new EditedState(), keyBy: edit => edit.Key);
        var values = new Dictionary<int, long>();
        var maps = new Dictionary<(int, int), long>();
        for (int i = 0; i < 20_000; i++)
        {
            var edit = new Edit(random.Next(50), random.Next(40), random.Next(-9, 10), (EditKind)random.Next(4));
            test.Process(in edit);
            long value = values.GetValueOrDefault(edit.Key, EditedState.Default);
            long entry = maps.GetValueOrDefault((edit.Key, edit.Entry));
            switch (edit.Kind)
            {
                case EditKind.Add:
                    values[edit.Key] = value + edit.By;
                    maps[(edit.Key, edit.Entry)] = entry + edit.By;
                    break;
                case EditKind.Remove:
                    maps.Remove((edit.Key, edit.Entry));
                    break;
                case EditKind.Clear:
                    values.Remove(edit.Key);
                    foreach (var key in maps.Keys.Where(key => key.Item1 == edit.Key).ToList()) maps.Remove(key);
                    break;
            }
            Assert.Equal((values.GetValueOrDefault(edit.Key, EditedState.Default), maps.GetValueOrDefault((edit.Key, edit.Entry))), Assert.Single(test.Output.Take()));
        }
    }

    [Fact]
    public void An_edit_renews_the_time_to_live_and_starts_anew_when_it_is_over()
    {
        using var test = OperatorTest.For(new FadingEdits(), keyBy: edit => edit.Key);
        var add = new Edit(1, 2, 1, EditKind.Add);
        test.Process(in add);
        test.Advance(Duration.Seconds(8));
        test.Process(in add);
        test.Advance(Duration.Seconds(8));
        test.Process(in add);
        Assert.Equal([(1, 1), (2, 2), (3, 3)], test.Output.Take());
        test.Advance(Duration.Seconds(11));
        test.Process(in add);
        Assert.Equal([(1, 1)], test.Output.Take());
    }

    [Fact]
    public void Values_that_can_contain_text_are_not_edited_in_place()
    {
        using var test = OperatorTest.For(new EditedText(), keyBy: edit => edit.Key);
        Assert.Contains("state has to copy", Assert.Throws<InvalidOperationException>(() => test.Process(new Edit(1, 2, 3, EditKind.Add))).Message, StringComparison.Ordinal);
        Assert.Contains("state has to copy", Assert.Throws<InvalidOperationException>(() => test.Process(new Edit(1, 2, 3, EditKind.Remove))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_count_what_they_have_seen()
    {
        using var test = OperatorTest.For(new Ports(), keyBy: packet => packet.Port);
        for (int i = 0; i < 2500; i++) test.Process(new Packet(i % 2 == 0 ? 80 : 443, new Timestamp(i), i));
        Assert.Equal([(80, 1000), (443, 1000)], test.Output.Take());
    }
}

public enum EditKind : byte { Add, Remove, Clear, Nothing }

/// <summary>What to do with the state of a key.</summary>
[Record]
public readonly partial record struct Edit(int Key, int Entry, int By, EditKind Kind);

/// <summary>A wide value and a map, changed in place.</summary>
[Operator]
public partial struct EditedState : IKeyedProcessFunction<Edit, int, (long Value, long Entry)>, IOperatorLifecycle
{
    public const long Default = 1000;

    [State] private ValueState<(long A, long B, long C, long Value, long D, long E)> _value;
    [State] private MapState<int, long> _map;

    public void Open(OperatorContext context) => _value.Default = (1, 2, 3, Default, 4, 5);

    public readonly void Close() { }

    public readonly void Process(in Edit edit, KeyedContext<int, (long Value, long Entry)> context)
    {
        switch (edit.Kind)
        {
            case EditKind.Add:
                ref var value = ref _value.Edit();
                _map.Edit(edit.Entry) += edit.By;
                // A map that has grown has not moved it.
                value.Value += edit.By;
                break;
            case EditKind.Remove:
                _map.Remove(edit.Entry);
                break;
            case EditKind.Clear:
                _value.Clear();
                _map.Clear();
                break;
        }
        ref readonly var kept = ref _value.ValueRef;
        if ((kept.A, kept.B, kept.C, kept.D, kept.E) != (1, 2, 3, 4, 5)) throw new InvalidOperationException("Something else was overwritten.");
        context.Collect((kept.Value, _map.Get(edit.Entry)));
    }
}

/// <summary>The same with a time to live.</summary>
[Operator]
public partial struct FadingEdits : IKeyedProcessFunction<Edit, int, (long Value, long Entry)>, IOperatorLifecycle
{
    [State(Expires = true)] private ValueState<long> _value;
    [State(Expires = true)] private MapState<int, long> _map;

    public readonly void Open(OperatorContext context)
    {
        _value.ExpireAfter(Duration.Seconds(10));
        _map.ExpireAfter(Duration.Seconds(10));
    }

    public readonly void Close() { }

    public readonly void Process(in Edit edit, KeyedContext<int, (long Value, long Entry)> context)
    {
        _value.Edit()++;
        _map.Edit(edit.Entry)++;
        context.Collect((_value.ValueRef, _map[edit.Entry]));
    }
}

/// <summary>Tries to change text in place.</summary>
[Operator]
public partial struct EditedText : IKeyedProcessFunction<Edit, int, long>
{
    [State] private ValueState<(Utf8String Name, int Count)> _value;
    [State] private MapState<int, (Utf8String Name, int Count)> _map;

    public readonly void Process(in Edit edit, KeyedContext<int, long> context)
    {
        if (edit.Kind == EditKind.Add) _value.Edit().Count++;
        else _map.Edit(edit.Entry).Count++;
    }
}
