using Millrace.Memory;

namespace Millrace.State;

/// <summary>Keeps values of a type whose layout is known.</summary>
internal sealed class StateTextOf<T, TRecord>(RetiredMemory retired) : StateText<T> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <summary>Null for a type that has no text.</summary>
    public static StateText<T>? For(RetiredMemory retired) => TRecord.HasText ? new StateTextOf<T, TRecord>(retired) : null;

    public override T Keep(in T value) => retired.Heap.Keep<T, TRecord>(in value);

    public override void Retire(in T kept) => retired.Add<T, TRecord>(in kept);
}
