using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Text of accumulators that operators behind may still point at, since results took it with them.</summary>
internal sealed class LentText<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TState>(MemoryAccount account) : IDisposable
    where TIn : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TState : unmanaged
{
    // Accumulators that are used no more, with the pane of each.
    private readonly NativeList<TAcc> _spent = new(account);
    private readonly List<Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>>> _panes = [];

    /// <summary>True if something is lent; to be returned before an accumulator changes.</summary>
    public bool IsLent { get; private set; }

    /// <summary>A result has been sent, with the text of its key and accumulator.</summary>
    public void Lend() => IsLent |= TAcc.HasText || TKeyRecord.HasText;

    /// <summary>Takes an accumulator that is used no more; its text is freed on return.</summary>
    public void Take(in TAcc acc, Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane)
    {
        if (!TAcc.HasText) return;
        _spent.Add(in acc);
        _panes.Add(pane);
        IsLent = true;
    }

    /// <summary>Has operators behind let go of the text, and frees what is used no more.</summary>
    public void Return<TOutputs>(ref TFn functions, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (!IsLent) return;
        IsLent = false;
        to.FlushResults();
        for (int i = 0; i < _spent.Count; i++) functions.Release(ref _spent[i], _panes[i].Heap);
        _spent.Clear();
        _panes.Clear();
    }

    public void Dispose() => _spent.Dispose();
}
