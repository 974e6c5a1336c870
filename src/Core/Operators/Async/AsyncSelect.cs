using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Asks about the row itself. A row is copied when it comes, and its call begun, or as soon as there is room for it.</summary>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TInRecord">What is known of it.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
/// <param name="function">The user's functions.</param>
public struct AsyncSelect<TIn, TInRecord, TResult, TFn, TOut>(TFn function) : IAsyncRows<TIn, TOut>
    where TIn : unmanaged
    where TInRecord : struct, IRecord<TIn>
    where TFn : struct, IAsyncFunction<TIn, TResult, TOut>
{
    private TFn _function = function;
    private AsyncCalls<TIn, TInRecord, TResult, TFn>? _calls;

    static string IAsyncRows<TIn, TOut>.Kind => "async select";

    static string IAsyncRows<TIn, TOut>.Method => "SelectAsync";

    readonly bool IAsyncRows<TIn, TOut>.HasEnded => _calls!.HasEnded;

    readonly long IAsyncRows<TIn, TOut>.DueUs => _calls!.NextDueUs;

    void IAsyncRows<TIn, TOut>.Open(Async how, string name, SubtaskContext context) => _calls = new(_function, how, name, context);

    readonly AsyncItem? IAsyncRows<TIn, TOut>.Take<TNext>(in TIn row, long time, bool canPass, ref TNext next) => _calls!.Ask(in row);

    readonly AsyncItem IAsyncRows<TIn, TOut>.TakeLater(in TIn row) => _calls!.AskLater(in row);

    readonly void IAsyncRows<TIn, TOut>.Advance() => _calls!.Advance();

    readonly void IAsyncRows<TIn, TOut>.TakeAnswers(AsyncOrder order)
    {
        while (_calls!.TryTakeFinished(out var request)) order.Done(request);
    }

    bool IAsyncRows<TIn, TOut>.TryGive<TNext>(AsyncItem item, ref TNext next)
    {
        var request = (AsyncRequest<TIn, TResult>)item;
        TOut row;
        if (request.Failure is null) row = _function.Result(in request.Arg, request.Result!);
        else if (TFn.HasFallback) row = _function.Fallback(in request.Arg, request.Failure);
        else return false;
        next.Collect(in row, request.Time);
        _calls!.Retire(request);
        return true;
    }

    readonly void IAsyncRows<TIn, TOut>.FreeGiven() => _calls!.FreeRetired();

    readonly TIn IAsyncRows<TIn, TOut>.RowOf(AsyncItem item) => ((AsyncRequest<TIn, TResult>)item).Arg;

    readonly void IAsyncRows<TIn, TOut>.AddTo(List<AsyncItem> rows) => _calls!.AddTo(rows);

    readonly void IAsyncRows<TIn, TOut>.Close() => _calls?.Close();
}
