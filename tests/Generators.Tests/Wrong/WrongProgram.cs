using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Wrong;

/// <summary>A program with one mistake. What the build must say of it is between <c>⟦</c> and <c>⟧</c>, to the character, and it says nothing else.</summary>
internal static class WrongProgram
{
    private static readonly (string Short, string Code)[] Shorthands =
    [
        ("WINDOWED", "KEYED.Window(Tumbling.Every(Duration.Hours(1))).DropLate()"),
        ("KEYED", "READ.KeyBy(f => f.Origin)"),
        ("READ", "PLAIN.EventTime(f => f.Date, Duration.Zero)"),
        ("PLAIN", "job.From(Csv.Read<Flight>(Input))"),
        ("ASKED", "SelectAsync((f, c) => System.Threading.Tasks.Task.FromResult(1), (f, r) => f, Async.Ordered(1, Duration.Zero))"),
        ("WRITE", "To(Csv.Write<Flight>(\"-\"))"),
        ("TOTALS", "To(Csv.Write<Total>(\"-\"))"),
    ];

    /// <summary>Builds the program and fails unless it says one thing, at the marked place.</summary>
    public static void Check(string id, string program, LanguageVersion version = LanguageVersion.Preview, MetadataReference? reference = null, params IIncrementalGenerator[] others)
    {
        foreach (var (name, code) in Shorthands) program = program.Replace(name, code, StringComparison.Ordinal);
        int start = program.IndexOf('⟦', StringComparison.Ordinal), end = program.IndexOf('⟧', StringComparison.Ordinal) - 1;
        Assert.True(start >= 0 && end >= start, "The program marks no place.");
        string text = program.Remove(end + 1, 1).Remove(start, 1);
        var compilation = GeneratorRun.Compile(version, text, JobRun.Types);
        if (reference is not null) compilation = compilation.AddReferences(reference);
        var build = WholeBuild.Of(compilation, WholeBuild.Driver((CSharpParseOptions)compilation.SyntaxTrees[0].Options, others));
        var said = build.Errors.Concat(build.Warnings).ToArray();
        string all = string.Join("\n", said.Select(diagnostic => $"{diagnostic} ⟦{Underlined(text, diagnostic)}⟧").Concat(build.Exceptions)) + "\n" + text;
        Assert.True(said.Length == 1 && build.Exceptions.Count == 0, $"{id} alone was to be said, but:\n{all}");
        Assert.True(id == said[0].Id, all);
        Assert.True(said[0].Location.GetLineSpan().Path == "File0.cs" && said[0].Location.SourceSpan == TextSpan.FromBounds(start, end), all);
    }

    private static string Underlined(string text, Diagnostic diagnostic) =>
        diagnostic.Location.GetLineSpan().Path == "File0.cs" && diagnostic.Location.SourceSpan.End <= text.Length ? text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length) : "in another file";

    /// <summary>A job whose <c>Define</c> is given; members and types that wrong programs use are there.</summary>
    public static string Job(string define) => JobRun.Job(define, """
        private int _calls;
        private readonly Func<Flight, bool> _test = f => true;
        public int Limit { get; set; }
        private Source<Flight> Unknown() => Csv.Read<Flight>(Input);
        private static int Count(WindowGroup<Flight, Utf8String> group) => 1;
        private static void Send(Flight row, Collector<Flight> rows) { }
        private Stream<Flight> Loop(Stream<Flight> flights) => Loop(flights.Where(f => true));
        private Stream<Flight> Sampled(Stream<Flight> flights, Span<int> every) => flights;
        private static int Take(Func<int> value) => value();
        private string Label => "n";
        private static Watermarks<Flight> Marks() => Watermarks.Punctuated<Flight>(f => null);
        private class Cell { public int Value; }
        private struct Loose { public int Value; }
        """) + """

        public readonly struct Never : ITrigger<int, int>
        {
            public TriggerResult OnRow(in int value, ref TriggerContext<int> context) => TriggerResult.Continue;
            public TriggerResult OnEventTime(ref TriggerContext<int> context) => TriggerResult.Continue;
        }

        internal static partial class Made;

        internal static class Tools
        {
            private static int Secret => 1;
            public static readonly List<Utf8String> Names = [];
            public static int First(Stream<Flight> rows) => 1;
            public static bool Twice(string? text) => true;
            public static bool Twice(Action? action) => true;
        }

        [Operator]
        public partial struct Check : IProcessFunction<Flight, Flight>
        {
            public static readonly SideOutput<Flight> Rejected = new("rejected");
            public void Process(in Flight row, ProcessContext<Flight> context) => context.Collect(row);
        }

        [Operator]
        public partial struct Remind : IKeyedProcessFunction<Flight, Utf8String, Flight>, ITimerFunction<Utf8String, Flight>
        {
            [State] private EventTimer _timer;
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => _timer.Set(row.Date);
            public void OnTimer(Timestamp time, KeyedContext<Utf8String, Flight> context) { }
        }

        [Operator]
        public partial struct Sorts : IKeyedProcessFunction<Flight, Utf8String, Flight>
        {
            public static readonly SideOutput<Flight> Rest = new("rest");
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => context.Output(Rest, row);
        }

        public struct Unmarked : IProcessFunction<Flight, Flight>
        {
            public void Process(in Flight row, ProcessContext<Flight> context) => context.Collect(row);
        }
        """;
}
