namespace Millrace.Operators;

/// <summary>
/// Decides whether aggregating before an exchange is worth while: it costs a probe per row and saves what the rows are
/// fewer afterwards.
/// </summary>
internal sealed class ReductionMeter(bool canMerge)
{
    // Below this many rows per accumulator, handing over rows is cheaper.
    private const int WorthWhile = 2;
    // Too few rows say nothing.
    private const int LeastRows = 16 * 1024;
    private const long FirstPause = 1 << 20;
    private const long LongestPause = 1 << 26;

    private long _pause = FirstPause;
    private long _rowsToPass;
    private long _rowsOut;

    /// <summary>Rows aggregated since the last judgement.</summary>
    public long RowsIn { get; set; }

    /// <summary>Called for a row that no current pane takes: true if it should be aggregated, false if it should pass as it is.</summary>
    public bool Aggregates()
    {
        if (!canMerge) return false;
        if (_rowsToPass == 0) return true;
        _rowsToPass--;
        return false;
    }

    /// <summary>Notes that a pane leaves with this many accumulators.</summary>
    public void Note(long accumulators)
    {
        _rowsOut += accumulators;
        if (RowsIn < LeastRows) return;
        if (RowsIn < _rowsOut * WorthWhile)
        {
            _rowsToPass = _pause;
            // Try again, but ever less often.
            _pause = Math.Min(_pause * 2, LongestPause);
        }
        else
        {
            _pause = FirstPause;
        }
        RowsIn = 0;
        _rowsOut = 0;
    }
}
