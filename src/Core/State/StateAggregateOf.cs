using Millrace.Memory;

namespace Millrace.State;

/// <summary>An aggregate of the user's in state.</summary>
internal sealed class StateAggregateOf<TIn, TAcc, TOut, TAggregate, TRecord>(RetiredMemory retired) : StateAggregate<TIn, TOut>
    where TAcc : unmanaged where TAggregate : struct, IAggregate<TIn, TAcc, TOut> where TRecord : struct, IRecord<TAcc>
{
    private TAggregate _aggregate = new();

    public override void Add(in StateField field, in TIn value)
    {
        ref TAcc slot = ref field.Slot<TAcc>();
        TAcc acc = field.IsPresent ? slot : _aggregate.Create();
        _aggregate.Add(ref acc, in value);
        if (TRecord.HasText)
        {
            acc = retired.Heap.Keep<TAcc, TRecord>(in acc);
            if (field.WasPresent) retired.Add<TAcc, TRecord>(in slot);
        }
        slot = acc;
        field.Write();
    }

    public override TOut Result(in StateField field) => _aggregate.Result(field.IsPresent ? field.Slot<TAcc>() : _aggregate.Create());

    public override void Clear(in StateField field)
    {
        if (TRecord.HasText && field.WasPresent) retired.Add<TAcc, TRecord>(in field.Slot<TAcc>());
        field.Erase();
    }
}
