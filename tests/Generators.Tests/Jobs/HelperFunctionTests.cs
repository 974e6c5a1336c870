namespace Millrace.Generators.Tests.Jobs;

/// <summary>What helpers are given keeps its meaning: members of constraints, functions of any delegate type; messages name what is wrong.</summary>
public class HelperFunctionTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"));";

    [Theory]
    [InlineData("o.Hid", "((global::Shop.Base)(o)).Hid")]
    [InlineData("o.Same", "o.Same")]
    [InlineData("o.Turned", "o.Turned")]
    [InlineData("o.Most(3)", "((global::Shop.Base)(o)).Most(3)")]
    [InlineData("o[3]", "((global::Shop.Base)(o))[3]")]
    [InlineData("(o?.Hid ?? 1)", "(((global::Shop.Base)(o))?.Hid ?? 1)")]
    [InlineData("o.Seen()", "global::Shop.Outs.Seen(")]
    [InlineData("o.GetHashCode()", "o.GetHashCode()")]
    [InlineData("(int)o", "(int)(global::Shop.Base)o")]
    [InlineData("(o == o ? 1 : 2)", "((global::Shop.Base)o == (global::Shop.Base)o ? 1 : 2)")]
    public void Members_of_a_constraint_are_not_those_that_hide_them(string value, string compiled) => Assert.Contains(compiled, System.Text.RegularExpressions.Regex.Replace(JobRun.Compiles($$"""
        using Millrace.Connectors;
        namespace Shop;
        #pragma warning disable CS0660, CS0661, CS1718
        public class Base
        {
            public int Hid => 10;
            public int Same => 1;
            public virtual int Turned => 1;
            public int Most(long value) => 1;
            public int this[int index] => 1;
            public static explicit operator int(Base value) => 1;
            public static bool operator ==(Base a, Base b) => true;
            public static bool operator !=(Base a, Base b) => false;
        }
        public class Derived : Base
        {
            public new int Hid => 20;
            public int Seen() => 2;
            public override int GetHashCode() => 1;
            public override int Turned => 2;
            public int Most(int value) => 2;
            public new int this[int index] => 2;
            public static explicit operator int(Derived value) => 2;
            public static bool operator ==(Derived a, Derived b) => false;
            public static bool operator !=(Derived a, Derived b) => true;
        }
        internal static class Outs { internal static int Seen(this Base o) => 1; }
        internal static class Parts { internal static Stream<Flight> Late<T>(this Stream<Flight> s, T o) where T : Base => s.Where(f => f.Delay > {{value}}); }
        [Job]
        public sealed partial class TestJob
        {
            void Define(JobBuilder job) => job.From(Csv.Read<Flight>("x")).Late(new Derived()).To(Csv.Write<Flight>("-"));
        }
        """).Text("TestJob.Lambdas2"), "__given[0-9]+", "o"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Late((a, b) => a < b)", "Stream<Flight> Late(this Stream<Flight> s, Less less) => s.Where(f => less(x: f.Delay, y: 3) && less(f.Delay, y: 4));")]
    [InlineData("Late(Smaller)", "Stream<Flight> Late(this Stream<Flight> s, Less less) => s.Where(f => less(x: f.Delay, y: 3));")]
    [InlineData("Late((in int x, int y) => x < y)", "Stream<Flight> Late(this Stream<Flight> s, In less) => s.Where(f => { int d = f.Delay; return less(in d, 3); });")]
    [InlineData("Late((in Span2 x, int y) => x.Next() < y)", "Stream<Flight> Late(this Stream<Flight> s, In<Span2> less) => s.Where(f => { var d = new Span2(); return less(in d, y: 3); });")]
    [InlineData("Late((Less)((a, b) => a < b))", "Stream<Flight> Late(this Stream<Flight> s, Less less) => s.Where(f => less(f.Delay, 3));")]
    [InlineData("Where((Func<Flight, bool>)(f => f.Delay > 0))", "void None() { }")]
    [InlineData("Both()", "Stream<Flight> Both(this Stream<Flight> s) { Split(s, out var late, out var early); return late.Union(early); } static void Split(Stream<Flight> s, out Stream<Flight> late, out Stream<Flight> early) => (late, early) = (s.Where(f => true), s);")]
    [InlineData("First()", "Stream<Flight> First(this Stream<Flight> s) { Split(s, out var late); return late; } static void Split(Stream<Flight> s, out Stream<Flight> late) => late = s.Where(f => true);")]
    public void Helpers_take_functions_of_any_delegate_and_give_streams(string call, string helper) => JobRun.Compiles(JobRun.Job($"=> {Read}.{call}{Write}", "private static bool Smaller(int one, int other) => one < other;", "using Parts;"), $$"""
        namespace Parts;
        public struct Span2 { public int N; public int Next() => ++N; }
        public delegate bool Less(int x, int y);
        public delegate bool In(in int x, int y);
        public delegate bool In<T>(in T x, int y);
        public static class Helpers { public static {{helper}} }
        """);

    [Theory]
    [InlineData("async void Define(JobBuilder job) { await System.Threading.Tasks.Task.Yield(); }", "this one is async")]
    [InlineData("int Define(JobBuilder job) => 1;", "this one returns 'int'")]
    [InlineData("void Define(JobBuilder job, int more) { }", "this one takes 2 parameters")]
    [InlineData("void Define(int job) { }", "this one takes 'int'")]
    [InlineData("void Define(ref JobBuilder job) { }", "by reference")]
    [InlineData("static void Define(JobBuilder job) { }", "this one is static")]
    [InlineData("void Define<T>(JobBuilder job) { }", "this one is generic")]
    [InlineData("int Of(Group<Flight, int> g) => 1; void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).KeyBy(f => f.Delay).Aggregate(Of).Named(\"n\").To(Csv.Write<int>(\"-\"));", "what it calls on the group")]
    public void The_message_names_what_is_wrong(string members, string text) => Assert.Contains(text,
        Assert.Single(JobRun.Of($"using Millrace.Connectors; namespace Shop; [Job] public sealed partial class TestJob {{ {members} }}").Diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
