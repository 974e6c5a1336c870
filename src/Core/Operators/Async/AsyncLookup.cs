using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Looks something up for each row, outside the job or among the answers kept.</summary>
/// <remarks>
/// For a key there is one call at a time: rows of the same key wait for it together. A row whose answer is there, and before which nothing
/// waits, goes on without being copied.
/// </remarks>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TInRecord">What is known of it.</typeparam>
/// <typeparam name="TKey">What is looked up.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
/// <param name="function">The user's functions.</param>
/// <param name="cache">What is kept of answers.</param>
public struct AsyncLookup<TIn, TInRecord, TKey, TKeyRecord, TValue, TFn, TOut>(TFn function, Cache cache) : IAsyncRows<TIn, TOut>
    where TIn : unmanaged
    where TInRecord : struct, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TValue : class
    where TFn : struct, ILookupFunction<TIn, TKey, TValue, TOut>
{
    private readonly Stack<LookupRow<TIn, TValue>> _spares = [];
    private readonly List<LookupRow<TIn, TValue>> _given = [];
    private TFn _function = function;
    private AsyncCalls<TKey, TKeyRecord, TValue?, TFn>? _calls;
    private LookupCache<TIn, TKey, TKeyRecord, TValue>? _cache;
    private StateHeap? _heap;
    private SubtaskContext _context = null!;

    static string IAsyncRows<TIn, TOut>.Kind => "async lookup";

    static string IAsyncRows<TIn, TOut>.Method => TFn.KeepsMissing ? "LeftLookup" : "Lookup";

    readonly bool IAsyncRows<TIn, TOut>.HasEnded => _calls!.HasEnded;

    readonly long IAsyncRows<TIn, TOut>.DueUs => _calls!.NextDueUs;

    void IAsyncRows<TIn, TOut>.Open(Async how, string name, SubtaskContext context)
    {
        _context = context;
        _heap = new(context.State);
        _cache = new(cache, name, context);
        _calls = new(_function, how, name, context);
    }

    AsyncItem? IAsyncRows<TIn, TOut>.Take<TNext>(in TIn row, long time, bool canPass, ref TNext next)
    {
        TKey key = _function.Key(in row);
        int entry = _cache!.Find(in key, _context.OutsideNowUs, out bool isNew);
        bool isThere = _cache.TryGet(entry, out var value);
        if (isThere && canPass)
        {
            Give(in row, time, value, ref next);
            return null;
        }
        var waiting = Keep(in row);
        (waiting.Value, waiting.IsDone) = (value, isThere);
        if (!isThere) _cache.Wait(entry, waiting);
        if (isNew) _calls!.Ask(in key).Entry = entry;
        return waiting;
    }

    AsyncItem IAsyncRows<TIn, TOut>.TakeLater(in TIn row)
    {
        // No answer is there yet.
        TKey key = _function.Key(in row);
        int entry = _cache!.Find(in key, _context.NowUs, out bool isNew);
        var waiting = Keep(in row);
        _cache.Wait(entry, waiting);
        if (isNew) _calls!.AskLater(in key).Entry = entry;
        return waiting;
    }

    readonly void IAsyncRows<TIn, TOut>.Advance() => _calls!.Advance();

    readonly void IAsyncRows<TIn, TOut>.TakeAnswers(AsyncOrder order)
    {
        while (_calls!.TryTakeFinished(out var request))
        {
            // Before the entry goes to another key.
            var waiting = _cache!.TakeWaiting(request.Entry);
            if (request.Failure is null) _cache.Answer(request.Entry, request.Result, _context.OutsideNowUs);
            else _cache.Remove(request.Entry);
            while (waiting is { } row)
            {
                waiting = row.NextWaiting;
                (row.Value, row.Failure, row.Attempts, row.NextWaiting) = (request.Result, request.Failure, request.Attempts, null);
                order.Done(row);
            }
            _calls.Retire(request);
        }
    }

    bool IAsyncRows<TIn, TOut>.TryGive<TNext>(AsyncItem item, ref TNext next)
    {
        var row = (LookupRow<TIn, TValue>)item;
        if (row.Failure is not null && !TFn.HasFallback) return false;
        _given.Add(row);
        if (row.Failure is null)
        {
            Give(in row.Row, row.Time, row.Value, ref next);
            return true;
        }
        TOut made = _function.Fallback(in row.Row, row.Failure);
        next.Collect(in made, row.Time);
        return true;
    }

    readonly void IAsyncRows<TIn, TOut>.FreeGiven()
    {
        _calls!.FreeRetired();
        foreach (var row in _given)
        {
            _heap!.Release<TIn, TInRecord>(in row.Row);
            row.Row = default;
            row.Value = null;
            row.Failure = null;
            row.IsDone = false;
            _spares.Push(row);
        }
        _given.Clear();
    }

    readonly TIn IAsyncRows<TIn, TOut>.RowOf(AsyncItem item) => ((LookupRow<TIn, TValue>)item).Row;

    readonly void IAsyncRows<TIn, TOut>.AddTo(List<AsyncItem> rows) => _cache!.AddTo(rows);

    readonly void IAsyncRows<TIn, TOut>.Close()
    {
        try
        {
            _calls?.Close();
        }
        finally
        {
            _cache?.Dispose();
            _heap?.Dispose();
        }
    }

    private readonly LookupRow<TIn, TValue> Keep(in TIn row)
    {
        if (!_spares.TryPop(out var kept)) kept = new();
        kept.Row = _heap!.Keep<TIn, TInRecord>(in row);
        return kept;
    }

    private void Give<TNext>(in TIn row, long time, TValue? value, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        if (value is null && !TFn.KeepsMissing) return;
        TOut made = _function.Result(in row, value);
        next.Collect(in made, time);
    }
}
