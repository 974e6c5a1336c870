using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>Plays a script with snapshots in the middle.</summary>
internal static class JoinSnapshots
{
    /// <summary>
    /// Checks that an operator that is restored again and again gives what one that lives through gives: as one subtask, or, with every other
    /// seed, as changing numbers of them. Returns how often one was restored.
    /// </summary>
    /// <param name="state">Where operators keep things; nothing of it is in use.</param>
    /// <param name="make">Makes an operator in front of results and a list of late rows.</param>
    /// <param name="script">What happens.</param>
    /// <param name="seed">What decides when.</param>
    /// <param name="expected">The results, in no order.</param>
    /// <param name="expectedLate">The late rows, in no order.</param>
    /// <param name="broadcasts">True if right rows go to all subtasks.</param>
    /// <param name="nowUs">The clock at each event, if it matters.</param>
    public static int Agree<TOperator>(MemoryAccount state, Func<Results, List<string>, TOperator> make, JoinScript script, int seed,
        IEnumerable<string> expected, IEnumerable<string> expectedLate, bool broadcasts = false, long[]? nowUs = null)
        where TOperator : struct, ITwoInputOperator<Reading, Reading>
    {
        var rows = expected.Order(StringComparer.Ordinal).ToList();
        var lates = expectedLate.Order(StringComparer.Ordinal).ToList();
        bool rescales = seed % 2 == 1;
        List<string> late = [];
        int events = 0;
        var subtasks = new JoinSubtasks<TOperator>(state, results => make(results, late)) { Broadcasts = broadcasts, Now = nowUs is null ? null : () => nowUs[events++] };
        subtasks.Play(script, seed, rescales);
        Assert.Equal(0, state.Outstanding);
        var found = subtasks.Rows.Order(StringComparer.Ordinal).ToList();
        Assert.True(rows.SequenceEqual(found), $"case {seed}, {(rescales ? "rescaled" : "restored")}: {rows.Count} results expected, {found.Count} found");
        Assert.Equal(lates, late.Order(StringComparer.Ordinal));
        return subtasks.Restored;
    }
}
