using System.Runtime.CompilerServices;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Number(int Value, Utf8String Place, Timestamp Time);

/// <summary>Fails at the place that a row names.</summary>
[Job]
public sealed partial class Failing
{
    internal Number[] Numbers { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Numbers))
        .EventTime(n => n.Time, Duration.Zero)
        .Where(n => n.Place == "where" ? throw new InvalidDataException() : true) /*where*/
        .Where(n => Below(n)) /*below*/
        .Select(n => n.Place == "select" ? throw new InvalidDataException() : n) /*select*/
        .Select(n =>
        {
            if (n.Place != "block") return n;
            throw new InvalidDataException(); /*block*/
        })
        .KeyBy(n => n.Place == "key" ? throw new InvalidDataException() : n.Value & 7) /*key*/
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new Number( /*result: where the expression starts, as in any lambda*/
            group.Key,
            group.Max(n => n.Place == "value" ? throw new InvalidDataException() : n.Place), /*value*/
            group.Max(n => n.Place) == "result" ? throw new InvalidDataException() : group.Window.Start))
        .Where(n => n.Place == "" ? Below(n) : throw new InvalidDataException()) /*after*/
        .To(Rows.Discard<Number>());

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool Below(Number number) => number.Place != "below" ? true : throw new InvalidDataException();

    internal static string File => FileOf();

    private static string FileOf([CallerFilePath] string path = "") => path;
}
