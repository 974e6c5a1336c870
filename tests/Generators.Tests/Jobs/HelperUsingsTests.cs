namespace Millrace.Generators.Tests.Jobs;

/// <summary>The usings of a helper's file hold for its lambdas in the job, wherever they stand.</summary>
public class HelperUsingsTests
{
    private const string Tools = """
        global using Worldwide = System.Text.StringBuilder;
        namespace Acme.Tools
        {
            public static class Numbers { public static int Twice(this int value) => value * 2; public static void Add(this System.Collections.Generic.Queue<int> queue, int value) => queue.Enqueue(value); }
            public static class Sized<T> { public static int Size => 4; public enum Mode { Slow, Fast } }
            public sealed class MarkAttribute : Attribute;
        }
        namespace Tools { public static class Numbers { public static int Wrong(this int value) => value; } }
        """;

    [Theory]
    [InlineData("((int?)f.Delay)?.Twice() > 1")]
    [InlineData("new Queue<int> { f.Delay, 1 }.Count > 1")]
    [InlineData("Size + Low.Value.Length > 1")]
    [InlineData("T::Numbers.Twice(f.Delay) > 1 && T::Sized<T::Numbers2>.Size > 3 && T.Numbers.Twice(3) > 1")]
    [InlineData("new Pair(f.Delay, 2).X > 1 && default(Pair).Y == 0 && new List<Pair> { (1, 2) }[0].X == 1 && (object)f.Delay is Pair")]
    [InlineData("{ Ints both = [1, f.Delay]; return both[1] > 1 && typeof(Ints) == typeof(int[]); }")]
    [InlineData("new Worldwide().Length > 1 && global::System.Math.Abs(f.Delay) > 1")]
    [InlineData("{ [M] static int F(Mode mode) => (int)mode; return F(Mode.Fast) > 1; }")]
    public void Directives_mean_what_they_mean_where_they_stand(string lambda) => JobRun.Compiles(Tools, JobRun.Job("=> job.From(Csv.Read<Flight>(Input)).Named2().To(Csv.Write<Flight>(\"-\"));", "private static class T { } private static int Size => 3; private static int Pair => 3;", "using Acme;"), $$"""
        using Millrace.Connectors;
        using Low = System.Int32;
        using Mode = System.Int32;
        using Pair = System.Int32;
        namespace Acme
        {
            using Tools;
            using static Tools.Sized<int>;
            using Low = Names;
            using Mode = Tools.Sized<int>.Mode;
            using T = Tools;
            using M = Tools.MarkAttribute;
            using Pair = (int X, int Y);
            using Ints = int[];

            internal static class Names { internal static string Value => "x"; }

            internal static class Parts
            {
                internal static Stream<Flight> Named2(this Stream<Flight> flights) => flights.Where(f => {{lambda}});
            }
        }
        namespace Acme.Tools { internal sealed class Numbers2; }
        """);
}
