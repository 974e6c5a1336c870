namespace Millrace.Runtime;

/// <summary>A sorted run of one lane on disk.</summary>
/// <param name="Number">Runs with lower numbers hold what arrived earlier.</param>
/// <param name="Blocks">Where its blocks are, in order.</param>
internal sealed record SpilledRun(int Number, List<SpilledBlock> Blocks);
