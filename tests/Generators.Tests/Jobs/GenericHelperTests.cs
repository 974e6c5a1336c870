using System.Collections.Concurrent;
using System.Reflection;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>A generic helper does in a job what the same text does over lists, whatever its type parameter stands for.</summary>
public class GenericHelperTests
{
    /// <summary>Rows: of each type that a helper is used with.</summary>
    private const string Types = """
        namespace Shop
        {
            public interface IMeasured
            {
                int Measure { get; }
                int Over(int limit = 5, int times = 1);
                int Most(params int[] others);
                int Chosen(long value);
                static abstract int Unit { get; }
                int Twice => Measure * 2;
            }

            [Record]
            public readonly partial record struct Hop(int Delay, int Measure) : IMeasured
            {
                int IMeasured.Measure => Delay;
                int IMeasured.Over(int limit, int times) => (Delay - limit) * times;
                public int Over(long limit) => -1;
                int IMeasured.Most(params int[] others) => others.Append(Delay).Max();
                public int Chosen(long value) => 1;
                public int Chosen(int value) => 2;
                public int Named() => -1;
                public static int Unit => 1;
                static int IMeasured.Unit => 7;
            }

            public interface ICounted<T> where T : ICounted<T>
            {
                int Next();
                int Step { get; }
                static abstract explicit operator int(T value);
                static abstract implicit operator T(int value);
                static abstract T operator +(T a, T b);
            }

            // Its members change it.
            public struct Tally(int count) : ICounted<Tally>
            {
                public int Count = count;
                int ICounted<Tally>.Next() => ++Count;
                int ICounted<Tally>.Step => Count += 10;
                static explicit ICounted<Tally>.operator int(Tally value) => value.Count * 3;
                static implicit ICounted<Tally>.operator Tally(int value) => new(value + 1);
                static Tally ICounted<Tally>.operator +(Tally a, Tally b) => new(a.Count + b.Count);
            }

            public struct Held<T> { public T Value; public readonly T Fixed; public Held(T value) => Value = Fixed = value; }

            public static class Overloads
            {
                public static int Show(object value) => 1;
                public static int Show(int value) => 2;
                public static int Show(Hop value) => 3;
                public static int Show(byte value) => 4;
                public static int Pick<T>(T value) => 5;
                public static int Pick(int value) => 6;
                public static int Pick(Hop value) => 6;
                public static int Kind(this object value) => 7;
                public static int Kind(this int value) => 8;
                public static int Kind(this Hop value) => 8;
                public static int Named<T>(this T value) => 9;
                public static int Of<T>(T? value) => value is null ? -1 : value.GetHashCode();
            }

            public sealed class Box
            {
                public Box(object value) => Value = 1;
                public Box(int value) => Value = 2;
                public Box(Hop value) => Value = 3;
                public int Value { get; }
                public int this[object value] => 1;
                public int this[int value] => 2;
                public int this[Hop value] => 3;
            }
        }

        // The same text works on lists here.
        namespace Plain
        {
            public sealed class Stream<T>(IEnumerable<T> rows)
            {
                public IEnumerable<T> Rows => rows;
                public Stream<T> Where(Func<T, bool> keep) => new(rows.Where(keep));
                public Stream<R> Select<R>(Func<T, R> select) => new(rows.Select(select));
            }
        }

        namespace Shop
        {
            public static class Rows2
            {
                public static int[] Int32s => [-3, 0, 1, 2, 5, 77, int.MaxValue];
                public static byte[] Bytes => [0, 1, 2, 5, 77, 200, 255];
                public static double[] Doubles => [-1.5, 0, 1, 2, 5, 1e300, double.NaN];
                public static Hop[] Hops => [new(0, 0), new(5, 1), new(6, 77), new(77, 5)];
                public static Tally[] Tallies => [new(1), new(5)];
                public static (int A, int B)[] Pairs => [(0, 1), (5, 2), (5, 5)];
            }
        }
        """;

    private static readonly (string Type, string Rows)[] Actual = [("int", "Int32s"), ("byte", "Bytes"), ("double", "Doubles"), ("global::Shop.Hop", "Hops"), ("(int A, int B)", "Pairs"), ("global::Shop.Tally", "Tallies")];

    /// <summary>A body, the constraints that it needs, and the rows (by their number) that have them.</summary>
    private static readonly (string Body, string Constraints, int[] Rows)[] Cases = [.. GenericHelperCases.All];

    [Fact]
    public async Task Generic_helpers_do_what_their_text_says()
    {
        var run = JobRun.Compiles(Types, Program());
        using var image = new MemoryStream();
        var emitted = run.Output.Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        var program = Assembly.Load(image.ToArray()).GetType("Shop.Program")!;
        var expected = (IEnumerable<string>)program.GetMethod("Expected")!.Invoke(null, null)!;
        var found = new ConcurrentBag<string>();
        await (Task)program.GetMethod("Run")!.Invoke(null, [found])!;
        string[] wrong = [.. expected.Order().Except(found).Select(line => "not in the job: " + line), .. found.Except(expected).Order().Select(line => "only in the job: " + line)];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong.Select(line => line + "   " + Cases[int.Parse(line.Split(':')[1].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)].Body)));
        Assert.Equal(expected.Order(), found.Order());
    }

    [Theory]
    [InlineData("Measure", "row is { Measure: > 3 } ? 1 : 2")]
    [InlineData("Measure", "row is T { Measure: > 3 } ? 1 : 2")]
    [InlineData("Over", "{ Func<int, int, int> over = row.Over; return over(1, 2); }")]
    [InlineData("T", "row is var any and string ? any!.GetHashCode() : 2")]
    [InlineData("T", "row switch { string => 1, var other => other.GetHashCode() }")]
    [InlineData("T", "(row, 1) is (string, 1) ? 1 : 2")]
    public void What_cannot_be_kept_is_one_error_at_the_call(string name, string body)
    {
        var run = JobRun.Of(Types, JobRun.Job("=> Parts.Of(job.From(Rows.From(new Hop[0]))).To(Rows.To((int _) => { }));"), $$"""
            namespace Shop;
            internal static class Parts { internal static Stream<int> Of<T>(Stream<T> rows) where T : IMeasured => rows.Select(row => {{body}}); }
            """);
        Assert.Empty(JobRun.Complaints(run));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("MR1151", "Parts.Of"), (diagnostic.Id, run.Underlined(diagnostic)));
        Assert.Contains($"'{name}'", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Program()
    {
        string helpers = string.Concat(Cases.Select((item, i) => $"\n        internal static Stream<int> Case{i}<T>(Stream<T> rows) {(item.Constraints.Length > 0 ? "where T : " + item.Constraints : "")} => rows.Select(row => {item.Body});"));
        var uses = Cases.SelectMany((item, i) => item.Rows.Select(row => (Case: i, Row: row))).ToList();
        return $$"""
            using System.Collections.Concurrent;
            using Millrace.Runtime;
            using Shop;
            namespace Parts
            {
                using static Shop.Overloads;
                internal static class Helpers
                {{{helpers}}
                }
            }
            namespace Plain
            {
                using static Shop.Overloads;
                internal static class Helpers
                {{{helpers}}
                }
            }
            namespace Shop
            {
                [Job]
                public sealed partial class TestJob
                {
                    internal ConcurrentBag<string> Found { get; init; } = [];
                    void Define(JobBuilder job)
                    {
                        {{string.Join("\n            ", Actual.Select(type => $"var rows{type.Rows} = job.From(Rows.From(Rows2.{type.Rows}));"))}}
                        {{string.Join("\n            ", uses.Select(use => $"Parts.Helpers.Case{use.Case}(rows{Actual[use.Row].Rows}).To(Rows.To(Found.Add, (int value) => $\"{use.Case} {Actual[use.Row].Rows} {{value}}\"));"))}}
                    }
                }
                public static class Program
                {
                    public static List<string> Expected()
                    {
                        var lines = new List<string>();
                        {{string.Join("\n            ", uses.Select(use => $"foreach (int value in Plain.Helpers.Case{use.Case}(new Plain.Stream<{Actual[use.Row].Type}>(Rows2.{Actual[use.Row].Rows})).Rows) lines.Add($\"{use.Case} {Actual[use.Row].Rows} {{value}}\");"))}}
                        return lines;
                    }
                    public static async System.Threading.Tasks.Task Run(ConcurrentBag<string> found)
                    {
                        var options = new JobOptions { Parallelism = 1, MemoryBytes = 256 << 20 };
                        await using var execution = JobExecution.Start(Graph(new TestJob { Found = found }), options);
                        await execution.Completion;
                    }
                    private static JobGraph Graph<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1, JobMode.Streaming));
                }
            }
            """;
    }
}
