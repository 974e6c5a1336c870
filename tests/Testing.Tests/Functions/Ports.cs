namespace Millrace.Testing.Tests.Functions;

[Record]
public readonly partial record struct Packet(int Port, Timestamp Time, int Bytes);

/// <summary>Changes state where it lies. Shown in docs/guide/process-functions.md.</summary>
[Operator]
public partial struct Ports : IKeyedProcessFunction<Packet, int, (int Port, long Packets)>
{
    [State] private ValueState<(long Packets, long Bytes, int Least, int Most, Timestamp First, Timestamp Last)> _seen;
    [State] private MapState<int, long> _bySize;

    public readonly void Process(in Packet packet, KeyedContext<int, (int Port, long Packets)> context)
    {
        ref var seen = ref _seen.Edit();
        seen.Packets++;
        seen.Bytes += packet.Bytes;
        seen.Last = packet.Time;
        _bySize.Edit(packet.Bytes / 1024)++;
        if (_seen.ValueRef.Packets % 1000 == 0) context.Collect((packet.Port, seen.Packets));
    }
}
