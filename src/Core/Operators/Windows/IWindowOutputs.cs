using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>What a window operator's results and late rows go to, and how far time has come.</summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
public interface IWindowOutputs<TIn, TOut> where TIn : unmanaged
{
    /// <summary>The operator's watermark, in microseconds: what has come to its end by then is over.</summary>
    long Watermark { get; }

    /// <summary>False if the next operator has spilled, and nothing more may be sent.</summary>
    bool HasRoom { get; }

    /// <summary>Takes work off the step's budget. False if it is used up, or if there is no room for results: then the work goes on in another step.</summary>
    bool MayGoOn(int units);

    /// <summary>Sends a result on.</summary>
    void Collect(in TOut result, long time);

    /// <summary>Has the next operator apply what it has been sent: text of results may go away afterwards.</summary>
    void FlushResults();

    /// <summary>Sends a late row to where late rows go.</summary>
    /// <param name="row">The row.</param>
    /// <param name="last">The watermark that ended the last window of the row.</param>
    void Late(in Timed<TIn> row, long last);
}
