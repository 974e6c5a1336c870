using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// What one kind of asynchronous operator does itself, inside an <see cref="AsyncOperator{TIn, TInRecord, TRows, TOut, TNext}"/>: what is asked
/// about a row, and what is made of the answer. Implemented by structs of this assembly. Thread: the operator's.
/// </summary>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TOut">The row made of it.</typeparam>
public interface IAsyncRows<TIn, TOut> where TIn : unmanaged
{
    /// <summary>What snapshots call this kind.</summary>
    internal static abstract string Kind { get; }

    /// <summary>The method of the job that takes a fallback.</summary>
    internal static abstract string Method { get; }

    /// <summary>True if calls have ended since the last <see cref="Advance"/>.</summary>
    internal bool HasEnded { get; }

    /// <summary>When <see cref="Advance"/> has something to do if no call ends before; <see cref="long.MaxValue"/> for never.</summary>
    internal long DueUs { get; }

    /// <summary>Called once before anything else.</summary>
    internal void Open(Async how, string name, SubtaskContext context);

    /// <summary>Asks about a row. Returns what waits for the answer; null if it was there and the row has gone on.</summary>
    /// <param name="row">The row; copied if it has to wait.</param>
    /// <param name="time">Its event time.</param>
    /// <param name="canPass">True if the row may go on before those that wait.</param>
    /// <param name="next">The next operator.</param>
    internal AsyncItem? Take<TNext>(in TIn row, long time, bool canPass, ref TNext next) where TNext : struct, IOperator<TOut>;

    /// <summary>Asks about a row of a snapshot, as soon as <see cref="Advance"/> finds room for a further call.</summary>
    internal AsyncItem TakeLater(in TIn row);

    /// <summary>Looks at calls that have ended, whose time is up, and that may begin.</summary>
    internal void Advance();

    /// <summary>Has rows go on whose answer has come, or their last failure.</summary>
    internal void TakeAnswers(AsyncOrder order);

    /// <summary>Gives what is made of a row and its answer. False if there is none, and no fallback.</summary>
    internal bool TryGive<TNext>(AsyncItem item, ref TNext next) where TNext : struct, IOperator<TOut>;

    /// <summary>No row on its way points any more at the text of rows that have gone on.</summary>
    internal void FreeGiven();

    /// <summary>The row that came.</summary>
    internal TIn RowOf(AsyncItem item);

    /// <summary>Adds the rows to a list that wait for an answer, in no order.</summary>
    internal void AddTo(List<AsyncItem> rows);

    /// <summary>Ends all calls and gives all memory back; called exactly once, also if <see cref="Open"/> was not.</summary>
    internal void Close();
}
