namespace Millrace.Host.Tests.Programs;

/// <summary>What jobs of these tests have in common.</summary>
public abstract class SelectingJob
{
    /// <summary>The smallest number that goes on.</summary>
    public required int From { get; init; }
}

/// <summary>A compiled job, whose parameters come from the generator.</summary>
[Job]
public sealed partial class SelectedJob : SelectingJob
{
    /// <summary>Only odd numbers.</summary>
    public bool OnlyOdd { get; init; }

    public CallbackSink<int> Output { get; init; } = Rows.To<int>(row => Console.Error.WriteLine(row));

    void Define(JobBuilder job) => job
        .From(Rows.From<int>([1, 2, 3, 4, 5]))
        .Where(number => number >= From && (!OnlyOdd || number % 2 != 0))
        .To(Output);
}
