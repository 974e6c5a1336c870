namespace Millrace.Generators.Tests.Jobs;

/// <summary>Lambdas that a job may hold although they do not look like one expression over one row.</summary>
public class AwkwardLambdaTests
{
    private const string Usings = """
        using System.Globalization;
        using System.Text;
        using M = System.Math;
        using Pair = (int Left, int Right);
        using static System.Math;
        using Shop.Tools;
        """;

    private const string Members = """
        private readonly int _limit = 3;
        private static int s_calls;
        private const int Most = 9;
        public int Threshold { get; init; } = 4;
        public Duration Slack { get; init; } = Duration.Seconds(1);
        private int Twice => Threshold * 2;
        private static int Half(int value) => value / 2;
        private bool IsLong(Flight flight) => flight.Distance > _limit;
        private static T Same<T>(T value) => value;
        private static int Many(params int[] values) => values.Length;
        private int where(int value) => value;
        private enum Size { Small, Large }
        private readonly record struct Box(int Value) { public Box Grown => new(Value + 1); public int this[int i] => Value + i; }
        private class Cell { public int Value; public int Open { get; set; } }
        private static readonly int[] s_table = [1, 2, 3];
        private delegate int Shrink(int value);
        """;

    private const string Tools = """
        namespace Shop.Tools;

        internal static class Extensions
        {
            public static bool IsFar(this Flight flight) => flight.Distance > 100;
            public static int Squared(this int value) => value * value;
        }

        internal struct Mutable { public int Count; public int Next() => ++Count; }
        """;

    [Theory]
    // Names that come from the file.
    [InlineData("f => M.Abs(f.Delay) > 1")]
    [InlineData("f => Abs(f.Delay) > 1")]
    [InlineData("f => f.IsFar() && f.Delay.Squared() > 4")]
    [InlineData("f => { Pair pair = (f.Delay, f.Distance); return pair.Left < pair.Right; }")]
    [InlineData("f => f.Delay.ToString(CultureInfo.InvariantCulture).Length > 1")]
    [InlineData("f => global::System.Math.Max(f.Delay, 1) == 1")]
    // Members of the job.
    [InlineData("f => f.Delay > _limit && f.Delay < Most && f.Delay > Threshold && f.Delay < this.Twice")]
    [InlineData("f => Half(f.Delay) > Same(f.Distance) || Same<int>(3) == Many(1, 2, f.Delay)")]
    [InlineData("f => Half(value: f.Delay) > 1 && new Box(Value: f.Delay)[i: 1] > 2")]
    [InlineData("f => System.Threading.Interlocked.Increment(ref s_calls) > 0")]
    [InlineData("f => new Box(f.Delay).Grown is { Value: > 3 } box && box[1] > 2")]
    [InlineData("f => Half(value: f.Delay) > Many(values: [f.Delay])")]
    [InlineData("f => Size.Large == (f.Delay > 3 ? Size.Large : default)")]
    [InlineData("f => s_table[f.Delay & 1] > 1 && where(1) == 1")]
    [InlineData("f => nameof(Threshold).Length + nameof(f.Delay).Length > Input.Length")]
    // Ways to write a function.
    [InlineData("IsLong")]
    [InlineData("this.IsLong")]
    [InlineData("Extensions.IsFar")]
    [InlineData("(f => f.Delay > 1)")]
    [InlineData("static f => f.Delay > 1")]
    [InlineData("static (Flight f) => f.Delay > 1")]
    [InlineData("bool (Flight f) => f.Delay > 1")]
    [InlineData("(f) => { return f.Delay > 1; }")]
    [InlineData("delegate (Flight f) { return f.Delay > 1; }")]
    [InlineData("_ => true")]
    [InlineData("@event => @event.Delay > 1")]
    [InlineData("größe => größe.Delay > 1")]
    [InlineData("job2 => job2.Delay > 1")]
    [InlineData("field => field.Delay > 1")]
    [InlineData("where => where.Delay > 1")]
    // Bodies.
    [InlineData("f => { if (f.Delay < 0) return false; foreach (var c in \"abc\") if (c == 'b') return true; return f.Delay > 2; }")]
    [InlineData("f => { int Local(int x) => x + _limit; return Local(f.Delay) > 2; }")]
    [InlineData("f => { bool Late() => f.Delay > 2; return Late(); }")]
    [InlineData("f => { Func<int, int> twice = x => x * 2; return twice(f.Delay) > 2; }")]
    [InlineData("f => { f = f with { Delay = 3 }; return f.Delay > 2; }")]
    [InlineData("f => { var copy = f; copy = copy with { Delay = 1 }; return copy == f; }")]
    [InlineData("f => f is { Delay: > 3, Distance: var distance } && distance > 4")]
    [InlineData("f => f.Delay switch { < 0 => false, 1 or 2 => true, var d when d > _limit => true, _ => false }")]
    [InlineData("f => int.TryParse(f.Origin.ToString(), out var number) && number > 3")]
    [InlineData("f => int.TryParse(f.Origin.ToString(), out _)")]
    [InlineData("f => checked(f.Delay + 1) > unchecked(f.Delay * 2)")]
    [InlineData("f => $\"{f.Delay:000} {{x}} {(f.Delay > 1 ? \"a\" : \"b\")}\" != @\"c:\\\" + \"\"\"raw \"text\" here\"\"\"")]
    [InlineData("f => f.Origin == \"JFK\"u8 || f.Origin == \"LGA\"")]
    [InlineData("f => ((int?)f.Delay)?.Squared() > 3 && (f.Delay > 3 ? f.Delay : default(int?)) is not null")]
    [InlineData("f => { Flight other = new(f.Date, default, 1, f.Origin, default); return other.Distance == 1; }")]
    [InlineData("f => { Span<int> numbers = stackalloc int[4]; numbers[0] = f.Delay; ref var first = ref numbers[0]; first++; return numbers[0] > 1; }")]
    [InlineData("f => { var (date, delay, _, _, _) = f; return delay > 1 && date > Timestamp.MinValue; }")]
    [InlineData("f => { string? text = null; text ??= \"x\"; return text!.Length > f.Delay; }")]
    [InlineData("f => { try { return f.Delay > 1; } catch (Exception e) when (e.Message.Length > 3) { throw; } finally { s_calls++; } }")]
    [InlineData("f => { using var stream = new System.IO.MemoryStream(); lock (s_table) return stream.Length < f.Delay; }")]
    [InlineData("f => { var cell = new Cell { Value = 1, Open = f.Delay }; cell.Open++; return cell.Open > cell.Value; }")]
    [InlineData("f => { Mutable m = default; return m.Next() + m.Next() > f.Delay; }")]
    [InlineData("f => { var local = new { f.Delay, Twice = f.Delay * 2 }; return local.Twice > local.Delay; }")]
    [InlineData("f => { again: if (f.Delay > 5) goto done; f = f with { Delay = f.Delay + 1 }; goto again; done: return true; }")]
    [InlineData("f => f.Delay /* a comment */ > 1 // and another\n")]
    [InlineData("f =>\n#if DEBUG\n f.Delay > 1\n#else\n f.Delay > 2\n#endif\n")]
    [InlineData("f => {\n#pragma warning disable CS0219\n int unused = 0;\n#pragma warning restore CS0219\n#region r\n return f.Delay > 1;\n#endregion\n }")]
    [InlineData("f => f.Late > 1 && f.ToString().Length > 2")]
    [InlineData("f => throw new InvalidOperationException(f.Origin.ToString())")]
    [InlineData("f => { int[] list = [f.Delay, .. s_table]; return list is [> 0, .., var last] && last > 1; }")]
    [InlineData("f => (from n in s_table where n > 1 select n).Any()")]
    [InlineData("f => new Shrink(Half)(f.Delay) > 1 && typeof(Flight).Name.Length > sizeof(int)")]
    [InlineData("f => most > f.Delay && name.Length > nameof(most).Length && small == Size.Small && f.Delay-low > 1 && rate > 0 && money > 1 && (text ?? \"\") == \"\" && letter == 'x'")]
    public void It_compiles_as_a_method_of_the_job(string lambda) => JobRun.Compiles(
        JobRun.Job($$"""
        {
            const int most = 5, low = -3;
            const string name = "n\"ame";
            const string? text = null;
            const Size small = Size.Small;
            const double rate = 0.1;
            const decimal money = 12.50m;
            const char letter = 'x';
            job.From(Csv.Read<Flight>(name)).Where({{lambda}}).To(Csv.Write<Flight>("-"));
        }
        """, Members, Usings), Tools);

    [Theory]
    [InlineData("[Job] public sealed partial class J(int limit) { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.Delay > limit).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("[Job] internal sealed partial record J(int Limit) { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.Delay > Limit).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("public static partial class Outer { internal partial record struct Middle { [Job] private sealed partial class @class { private record struct R(int X); void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Select(f => new R(f.Delay)).Where(r => r.X > 0).Select(r => new Total(default, r.X)).To(Csv.Write<Total>(\"-\")); } } }")]
    [InlineData("namespace A { using System.Text; namespace B.C { using X = System.Math; [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => X.Abs(f.Delay) > Rune.GetRuneAt(\"x\", 0).Value).To(Csv.Write<Flight>(\"-\")); } } }")]
    [InlineData("public abstract class Base { protected readonly int Low = 1; protected int High { get; init; } } [Job] public sealed partial class J : Base { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.Delay > Low && f.Delay < base.High).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("[Job] public sealed partial class J { void Define(JobBuilder job) => Helpers.Tail(job.From(Csv.Read<Flight>(\"x\"))); } static class Helpers { private const int Limit = 3; internal static StreamEnd Tail(Stream<Flight> flights) => flights.Where(f => f.Delay > 3).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("[Job] public sealed partial class J { \n#nullable disable\n void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => { string s = null; return s == null; }).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("namespace Own { [Job] public sealed partial class Stream { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).To(Csv.Write<Flight>(\"-\")); } public class System { } public class Vertex { } }")]
    [InlineData("[Job] public sealed partial class J { internal void Define(JobBuilder pipeline) { var x = pipeline.From(Csv.Read<Flight>(\"x\")); Stream<Flight> y = x; (y!).Where(f => f.Delay > 1).Named(nameof(J) + \"-x\").To(Csv.Write<Flight>(\"-\")); return; } }")]
    public void So_does_a_job_of_any_form(string job) => JobRun.Compiles("using Millrace.Connectors;\n" + job);

    [Fact]
    public void A_job_may_have_parts_in_several_files() => JobRun.Compiles(
        "using Millrace.Connectors; namespace Shop { [Job] public sealed partial class J { void Define(JobBuilder job) => Late(job.From(Csv.Read<Flight>(\"x\"))).To(Csv.Write<Flight>(\"-\")); } }",
        "using Far = System.Math; namespace Shop; public sealed partial class J { private static bool IsLate(Flight f) => Far.Abs(f.Delay) > 1; private static Stream<Flight> Late(Stream<Flight> flights) => flights.Where(f => Far.Abs(f.Delay) > 1 && IsLate(f)); }");
}
