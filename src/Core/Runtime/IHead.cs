namespace Millrace.Runtime;

/// <summary>The first part of a chain: takes whole batches, so that the loop over rows is the chain's own.</summary>
public interface IHead : IChain
{
    /// <summary>
    /// True if batch mode sorts the rows of a vertex that begins like this, by exchanges that block. False where rows pass one by one and
    /// nothing is kept of them.
    /// </summary>
    static virtual bool TakesSorted => true;

    /// <summary>
    /// Processes rows <paramref name="from"/> (included) to <paramref name="to"/> (excluded). Returns the index of the first row
    /// not processed: less than <paramref name="to"/> only if an output has no room (see <see cref="IChain.HasRoom"/>)
    /// or the step's budget is used up (see <see cref="SubtaskContext.Budget"/>); the next call begins with that row.
    /// </summary>
    int Process(in RowBatch batch, int from, int to);

    /// <summary>
    /// Calls the user's functions for one row as <see cref="Process"/> does, and does nothing with what they return: to find the row that made
    /// <see cref="Process"/> throw, without keeping note of each row while all goes well.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="row">Index of the row.</param>
    /// <param name="operatorName">The operator whose function is being called, as plans show it.</param>
    void Retrace(in RowBatch batch, int row, ref string? operatorName) { }
}
